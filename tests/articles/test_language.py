"""Languages are guessed where that is sure, and English is never called another language."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.batches.language import guess

ENGLISH = """The council of Port Lowell said on Monday that it would repair the old bridge before
winter, after weeks of complaints from drivers and shop owners who have lost their customers since
the road was closed in spring, and promised that the work would cost no more than planned."""

PARAGRAPHS = {
    "en": ENGLISH,
    "de": """Der Stadtrat teilte am Montag mit, dass die alte Brücke noch vor dem Winter repariert
wird, nachdem sich Autofahrer und Händler wochenlang beschwert hatten. Die Arbeiten sollen nicht
mehr kosten als geplant, sagte die Bürgermeisterin, die seit Mai im Amt ist und im Herbst erneut
antreten will. Die Opposition bezweifelt ihre Zahlen.""",
    "fr": """Le conseil municipal a annoncé lundi que le vieux pont serait réparé avant l’hiver,
après des semaines de plaintes des automobilistes et des commerçants. Les travaux ne coûteront pas
plus cher que prévu, a déclaré la maire, qui est en fonction depuis le mois de mai et qui souhaite
se représenter à l’automne. L’opposition doute de ses chiffres.""",
    "es": """El ayuntamiento anunció el lunes que el viejo puente será reparado antes del invierno,
después de semanas de quejas de conductores y comerciantes. Las obras no costarán más de lo
previsto, dijo la alcaldesa, que ocupa el cargo desde mayo y quiere presentarse de nuevo en otoño.
La oposición duda de sus cifras y exige un informe.""",
    "ru": """Городской совет сообщил в понедельник, что старый мост отремонтируют до наступления
зимы после многих недель жалоб водителей и владельцев магазинов. Работы обойдутся не дороже, чем
планировалось, заявила мэр, которая занимает эту должность с мая и собирается снова выдвинуть свою
кандидатуру осенью. Оппозиция сомневается в её расчётах и требует проверки всех расходов.""",
    "uk": """Міська рада повідомила в понеділок, що старий міст відремонтують до настання зими
після багатьох тижнів скарг водіїв і власників крамниць. Роботи коштуватимуть не більше, ніж
планувалося, заявила міська голова, яка обіймає цю посаду з травня і збирається знову висунути свою
кандидатуру восени. Опозиція сумнівається в її розрахунках і вимагає перевірки всіх витрат.""",
    "ar": """أعلن مجلس المدينة يوم الاثنين أن الجسر القديم سيتم إصلاحه قبل حلول فصل الشتاء، وذلك بعد
أسابيع من شكاوى السائقين وأصحاب المتاجر. وقالت رئيسة البلدية التي تتولى منصبها منذ شهر مايو إن
الأعمال لن تكلف أكثر مما كان مخططا له، وأضافت أنها ستترشح مرة أخرى في الخريف. وتشكك المعارضة في
هذه الأرقام وتطالب بتقرير مفصل.""",
    "zh": """市议会周一宣布，在司机和店主连续数周投诉之后，这座老桥将在冬季来临之前得到修复。
自五月起担任市长的她表示，工程费用不会超过原定计划，并补充说她打算在秋天再次参选。反对派对她的数字表示怀疑，
要求公布一份详细的报告。市民们希望道路能够尽快重新开放。""",
    "tr": """Belediye meclisi pazartesi günü yaptığı açıklamada, sürücülerin ve dükkân sahiplerinin
haftalardır süren şikâyetlerinin ardından eski köprünün kıştan önce onarılacağını duyurdu. Mayıs
ayından beri görevde olan ve sonbaharda yeniden aday olmak isteyen belediye başkanı, çalışmaların
planlanandan daha pahalıya mal olmayacağını söyledi. Muhalefet bu rakamlardan şüphe duyuyor.""",
    "pl": """Rada miasta poinformowała w poniedziałek, że stary most zostanie naprawiony przed zimą,
po tygodniach skarg kierowców i właścicieli sklepów. Prace nie będą kosztować więcej, niż
planowano, powiedziała burmistrz, która sprawuje urząd od maja i jesienią chce ponownie kandydować.
Opozycja wątpi w jej obliczenia i domaga się szczegółowego sprawozdania.""",
}


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_a_paragraph_is_enough(language):
    assert guess(PARAGRAPHS[language]) == language


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_an_english_site_around_a_text_does_not_count(language):
    text = f"Home\nSubscribe to our newsletter\n{PARAGRAPHS[language]}\nShare this\nLeave a Reply\n"

    assert guess(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mayor vows to fix bridge",
        "12,400 | 33.1 | 2025-07-14 | " * 30,
        "https://www.harbor.example/2025/07/14/mayor-vows-to-fix-the-old-bridge " * 20,
        f"{PARAGRAPHS['en']}\n{PARAGRAPHS['de']}",
        "Jane Doe\nJohn Roe\n" * 3,
    ],
)
def test_what_is_short_or_mixed_has_no_language(text):
    assert guess(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Chancellor Friedrich Wagenknecht-Müller, President François Lefèvre-Dubois, and Prime "
        "Minister Władysław Kołodziejczyk met Volodymyr Zahorodnyuk and Recep Yıldırımoğlu in "
        "Saint-Germain-en-Laye, where Guillermo Núñez Fernández and Sergei Vyacheslavovich "
        "Shchukarev had dined with Xi Zhengguang, and Der Morgenspiegel reported it.",
        "Le Matin, Der Abend and El Correo de Ayer all wrote on Monday that the Bundesrat and the "
        "Assemblée nationale would meet, but Al Sabah and Gazeta Poranna said they would not.",
        "“Je ne sais pas,” the minister said in French, before she went on in English: “We have "
        "no plans to close the plant, and those who say so have not read what we signed.”",
    ],
)
def test_foreign_names_do_not_make_english_foreign(text):
    assert guess(text) in ("en", "")
    assert guess(f"{text}\n{ENGLISH}") == "en"


def test_threads_may_ask_at_once():
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(guess, [ENGLISH] * 8)) == ["en"] * 8


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=400))
def test_any_text_has_a_language_or_none(text):
    assert guess(text) == "" or len(guess(text)) == 2
