import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0003_source_secrets'),
    ]

    operations = [
        migrations.CreateModel(
            name='Host',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=300, unique=True)),
                ('lease', models.UUIDField(null=True)),
                ('not_before', models.DateTimeField(help_text='until then it asked to be left alone (Retry-After)', null=True)),
            ],
        ),
        migrations.AddField(
            model_name='source',
            name='backoff_minutes',
            field=models.PositiveIntegerField(default=10, help_text='until it is tried again; doubled after each further failure, up to the time between two runs', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(44640)], verbose_name='minutes after a failure'),
        ),
        migrations.AddField(
            model_name='source',
            name='cancel_asked',
            field=models.BooleanField(default=False, help_text='the run that goes on is to end'),
        ),
        migrations.AddField(
            model_name='source',
            name='collapse_percent',
            field=models.PositiveSmallIntegerField(default=80, help_text='of the known records; a run that lists fewer is held until a person has looked at it', validators=[django.core.validators.MaxValueValidator(100)], verbose_name='percent that a list must still hold'),
        ),
        migrations.AddField(
            model_name='source',
            name='full_due',
            field=models.BooleanField(default=False, help_text='the next run is to read everything anew'),
        ),
        migrations.AddField(
            model_name='source',
            name='jitter_percent',
            field=models.PositiveSmallIntegerField(default=10, help_text='so that the runs of many sources do not all begin together', validators=[django.core.validators.MaxValueValidator(50)], verbose_name='percent by which that varies'),
        ),
        migrations.AlterField(
            model_name='source',
            name='cadence_hours',
            field=models.PositiveIntegerField(default=24, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(8784)], verbose_name='hours between two runs'),
        ),
    ]
