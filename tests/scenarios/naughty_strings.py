# SPDX-License-Identifier: Apache-2.0
"""Texts that have broken somebody's program."""


def _injections():
    for quote in ("'", '"', "`", "\\'", "%27", "''", "＇", "ʼ"):
        yield from (quote, f"a{quote}", f"{quote} OR 1=1 --", f"{quote}; DROP TABLE item; --")
        yield from (f"{quote})", f"{quote}||(SELECT 1)||{quote}")
        yield from (f"1{quote} AND {quote}1{quote}={quote}1",)
    yield from ("1;--", "/**/", "a/*", "--", "#", ";")
    yield from ("UNION SELECT NULL", "x'00'", "$1", ":name", "@a")
    yield from ("?", "?1", "??", "$.a", "$[0]")
    yield from ("$.a[#-1]", "json_extract(a,'$')", "a'||'b", "CAST(1 AS TEXT)")
    yield from ("%", "_", "*", "[a-z]*", "a%b_c", "GLOB *", "(?i)a", "^.*$", "(a+)+$", "\\", "\\\\")
    yield from ('{"$ne":1}', '{"$gt":""}', '{"__proto__":{}}', '[{"a":1}]')
    yield from ("null", "true", "1", "-1")


def _numbers():
    yield from ("NaN", "Infinity", "-Infinity", "1e400", "1e-400")
    yield from ("0x10", "010", "1_000", "１２", "-0")
    yield from ("9223372036854775808", "18446744073709551616", "1.7976931348623159e308")
    yield from ("1,5", "+1")


def _paths():
    yield from ("../", "../../etc/passwd", "..\\..\\", "/etc/passwd")
    yield from ("%2e%2e%2f", "file:///", "C:\\", "CON")
    yield from ("a\x00b", "\x00", "a/b", "~", ".", "..")
    yield from ("|ls", "$(id)", "`id`", "&& id", "> x", "%n%n%s%s")


def _markup():
    yield from ("<script>alert(1)</script>", '"><img src=x onerror=a>', "<!--")
    yield from ("]]>", "&amp;", "&#0;")
    yield from ("${7*7}", "{{7*7}}", "#{7*7}")
    yield from ("<%= 7 %>", "%0d%0aSet-Cookie: a=b", "javascript:a()")


def _controls():
    for code in [*range(0x20), 0x7F, *range(0x80, 0xA0)]:
        yield f"a{chr(code)}b"
    yield from ("\r\n", "a\r\nb: c", "\n\n", "\t", " ", "  a  ", "\u001b[31m")


def _unicode():
    marks = [0xA0, 0xAD, 0x61C, 0x180E, *range(0x2000, 0x2010), *range(0x2028, 0x2030), 0x205F]
    marks += [0x2060, 0x2066, 0x3000, 0x3164, 0xFE0F, 0xFEFF, 0xFFF9, 0xFFFC, 0xFFFD]
    marks += [0xFFFE, 0xFFFF]
    marks += [0x1D173, 0x1F1E6, 0xE000, 0xE0001, 0xE0100, 0xFFFFF, 0x10FFFE, 0x10FFFF]
    marks += [0x378, 0x2FE0]
    for code in marks:
        yield chr(code)
        yield f"a{chr(code)}b"
    yield from ("é", "e\u0301", "ﬁ", "ß", "ẞ", "İ", "ı", "ǅ", "Å")
    yield from ("Å", "Ａ", "ｱ", "ア", "ｶﾞ", "ガ", "①", "²")
    yield from ("Ω", "ς", "Σ", "ΌΣΟΣ", "שלום", "مرحبا", "\u202eabc")
    yield from ("ก็็็็", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "नमस्ते", "𝒳", "👨‍👩‍👧", "🏳️‍🌈")
    yield from ("表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀", "田中さん", "사회과학원", "ÅÍÎÏ˝ÓÔ")
    yield from ("¡™£¢∞§", "ヽ༼ຈل͜ຈ༽ﾉ", "e" + "\u0301" * 200)


def _words():
    yield from ("", "a", "A", "_", "__proto__")
    yield from ("constructor", "prototype", "toString", "hasOwnProperty")
    yield from ("undefined", "nil", "None", "NULL", "TRUE")
    yield from ("false", "_id", "_password", "_passwordHash")
    yield from ("_username", "_x", "public", "a.b", "a..b", ".a")
    yield from ("a.", "a[0]", "a b", "a-b", "IN", "NIN")
    yield from ("CONTAINS", "a == 1", "a ==", "(" * 70, ")" * 70, "!" * 70, "[" * 70, "a" * 70_000)
    yield from (".".join("a" * 20), "a == " + "(" * 1000, "a" + " && a" * 3000)
    yield from ('"' * 100, "\\u0000")


NAUGHTY = list(
    dict.fromkeys(
        text
        for source in (_injections, _numbers, _paths, _markup, _controls, _unicode, _words)
        for text in source()
    )
)
