"""Letters of other scripts that look like Latin ones.

Chosen by eye for what readers of Chinese and English mistake for one another in common fonts,
wider than the confusables of Unicode UTS 39: fraud texts write `т` for t and `н` for h, which
that table does not join. Upper and lower case are listed apart, because they look different:
the Greek capital `Η` is an H, its small `η` an n.
"""

from __future__ import annotations

_SEEN_AS = {
    "a": "аɑαάᴀАΑΆᎪꓮᗅᗩ",
    "b": "вьƅβʙᏼВЬΒᏴꓐᗷᑲ",
    "c": "сҫϲςᴄСϹᏟꓚᑕⲤⲥ",
    "d": "ԁɗᴅԀᎠꓓᗞᗪᑯ",
    "e": "еёєɛεέᴇЕЁΕΈᎬꓰҽ",
    "f": "ꜰϝꓝҒᖴ",
    "g": "ɡɢցԍᏀꓖԌ",
    "h": "нһհɦʜНΗΉҺᎻꓧᕼ",
    "i": "іїıɩιίϊɪІЇΙΊΪᎥꓲ",
    "j": "јϳᴊյЈᎫꓙᒍ",
    "k": "кκᴋКΚᏦꓗⲔ",
    "l": "ӏʟӀᏞԼꓡᒪ",
    "m": "мᴍМΜᎷꓟᗰⲘ",
    "n": "пηήոռɴΝꓠᑎⲚ",
    "o": "оοόσօᴏɵОΟΌՕꓳⲞⲟ",
    "p": "рρᴘРΡᏢꓑᑭⲢⲣ",
    "q": "ԛզԚգ",
    "r": "гʀɾᎡꓣᖇ",
    "s": "ѕꜱЅᏚꓢՏ",
    "t": "тτᴛТΤᎢꓔⲦ",
    "u": "υύμսʋᴜՍꓴᑌ",
    "v": "ѵνᴠѴᏙꓦᐯ",
    "w": "ԝѡωώᴡԜᏔꓪաᎳ",
    "x": "хχХΧꓫ᙭Ⲭ",
    "y": "уүγʏУҮΥΎꓬⲨ",
    "z": "ᴢΖᏃꓜʐ",
    "3": "зЗӡ",
    "6": "б",
}


def _table() -> dict[int, str]:
    table = {ord(char): latin for latin, chars in _SEEN_AS.items() for char in chars}
    for code, latin in list(table.items()):
        table.setdefault(ord(chr(code).lower()), latin)
    return table


LATIN_LOOKALIKES = _table()
"""Code point to the lower-case Latin letter or digit it is seen as; for `str.translate`."""
