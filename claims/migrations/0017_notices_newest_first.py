"""Find the newest notices of an alert without looking at all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0016_what_an_alert_remembers")]

    operations = [
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["alert", "-id"], name="notice_newest_first"),
        ),
    ]
