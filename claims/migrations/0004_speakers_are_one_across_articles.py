from django.db import migrations, models

# What is there already gets its surname from its key, and each link the name of its speaker.
FORWARD = """
    UPDATE claims_speaker SET surname = regexp_replace(key, '^.* ', '') WHERE kind = 'person';
    UPDATE claims_sourcelink SET name = claims_speaker.name
        FROM claims_speaker WHERE claims_speaker.id = claims_sourcelink.speaker_id;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_what_was_done_with_words")]

    operations = [
        migrations.AddField(
            model_name="sourcelink",
            name="name",
            field=models.CharField(
                blank=True,
                help_text="The fullest name that the article itself gives.",
                max_length=300,
            ),
        ),
        migrations.AddField(
            model_name="speaker",
            name="surname",
            field=models.CharField(
                blank=True,
                db_index=True,
                help_text="The word by which a person's names are looked up together, normalised.",
                max_length=300,
            ),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
