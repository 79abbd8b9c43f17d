import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PreviousPayload',
            fields=[
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='previous_payload', serialize=False, to='catalogue.record')),
                ('format', models.CharField(max_length=200)),
                ('base', models.TextField(blank=True)),
                ('data', models.BinaryField()),
            ],
        ),
    ]
