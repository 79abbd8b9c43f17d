"""Attempts were people's before; the table comes with all that is in it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE people_attempts RENAME TO limits_attempts",
                    "ALTER TABLE limits_attempts RENAME TO people_attempts",
                )
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Attempts",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("count", models.PositiveIntegerField(default=0)),
                        ("until", models.DateTimeField(db_index=True)),
                    ],
                    options={"verbose_name_plural": "attempts"},
                )
            ],
        )
    ]
