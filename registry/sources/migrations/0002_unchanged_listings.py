import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='same_as',
            field=models.ForeignKey(help_text='the run whose listing it found again', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='sources.run'),
        ),
        migrations.AddField(
            model_name='source',
            name='last_listing',
            field=models.JSONField(help_text='version and run of the last complete listing (harvesters.repetition)', null=True),
        ),
    ]
