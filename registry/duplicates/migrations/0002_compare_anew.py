"""Texts are compared by longer runs of words than before: the worker compares everything once more, bit by bit."""

from typing import Any

from django.db import migrations


def compare_anew(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("duplicates", "Reached").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("duplicates", "0001_initial")]
    operations = [migrations.RunPython(compare_anew, migrations.RunPython.noop)]
