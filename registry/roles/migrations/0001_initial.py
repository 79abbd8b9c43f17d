import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_rights(apps, schema_editor):
    """Whoever was of the staff before there were roles may do what they could do."""
    Role = apps.get_model("roles", "Role")
    User = apps.get_model("auth", "User")
    for user in User.objects.filter(is_staff=True):
        Role.objects.create(user=user, name="administrator")


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Role",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("curator", "curator"),
                            ("senior", "senior curator"),
                            ("administrator", "administrator"),
                        ],
                        default="curator",
                        max_length=20,
                    ),
                ),
                ("economies", models.JSONField(default=list)),
                ("languages", models.JSONField(default=list)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_role",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RunPython(keep_rights, migrations.RunPython.noop),
    ]
