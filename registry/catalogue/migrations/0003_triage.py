from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0002_previous_payloads'),
    ]

    operations = [
        migrations.AddField(
            model_name='resource',
            name='off_topic',
            field=models.BooleanField(default=False, help_text='it is about something else, and is not shown'),
        ),
        migrations.AddField(
            model_name='resource',
            name='doubt',
            field=models.PositiveSmallIntegerField(default=0, help_text='of what the machine is least sure of, in percent: registry.catalogue.triage'),
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(condition=models.Q(('doubt__gte', 40)), fields=['-doubt', 'record'], name='resource_doubt'),
        ),
    ]
