import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0005_entries'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='held_for',
            field=models.CharField(blank=True, choices=[('collapse', 'the listing has collapsed'), ('identifiers', 'many identifiers have changed at once')], max_length=12),
        ),
        migrations.AddField(
            model_name='run',
            name='timings',
            field=models.JSONField(default=dict, help_text='seconds by stage, and of the whole'),
        ),
        migrations.AddField(
            model_name='source',
            name='reidentified',
            field=models.DateTimeField(help_text='when records last took over new identifiers (registry.catalogue.reidentifying)', null=True),
        ),
        migrations.AddField(
            model_name='source',
            name='trouble_told',
            field=models.DateTimeField(help_text='when provider and staff were told that it fails; null: well, as far as they know', null=True),
        ),
        migrations.AlterField(
            model_name='run',
            name='decided',
            field=models.CharField(blank=True, help_text='of a held run: released, discarded, reidentified or outdated', max_length=12),
        ),
        migrations.CreateModel(
            name='KeptPayload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identifier', models.TextField()),
                ('format', models.CharField(max_length=200)),
                ('base', models.TextField(blank=True)),
                ('listed_at', models.TextField(blank=True)),
                ('datestamp', models.CharField(blank=True, max_length=40)),
                ('data', models.BinaryField(help_text='compressed')),
                ('kept', models.DateTimeField(default=django.utils.timezone.now)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kept_payloads', to='sources.source')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'identifier'), name='one_payload_kept')],
            },
        ),
    ]
