"""Addresses that scripts, ciphers and attributes hide: decoded without running anything."""

import pytest

from audit.model import How
from checks.find import read_page
from checks.find.obfuscation import cloudflare, data_attributes, decoded, script_link, shifted
from checks.find.scripts import written_by

ADDRESS = "info@winkel.nl"


@pytest.mark.parametrize(
    "script",
    [
        "document.write('info' + '@' + 'winkel.nl')",
        "document.write('info');document.write('@');document.write('winkel.nl')",
        "var u='info';var d='winkel.nl';document.write('<a href=\"mailto:'+u+'@'+d+'\">'+u+'@'+d+'</a>')",
        "let a = 'info@'; a += 'winkel'; a += '.nl'; el.innerHTML = a;",
        "document.write(String.fromCharCode(105,110,102,111,64,119,105,110,107,101,108,46,110,108))",
        "el.href = 'mai' + 'lto:' + String.fromCharCode(0x69,110,102,111) + '\\x40' + 'winkel.nl'",
        "var p = ['info', 'winkel.nl']; x.textContent = ['info','winkel.nl'].join('@')",
        "$('#m').html(['info','winkel.nl'].join('@'))",
        "const u=`info`;const d=`winkel.nl`;a.textContent=`${u}@${d}`",
        "document.write('ln.lekniw@ofni'.split('').reverse().join(''))",
        "eval(decodeURIComponent('document.write%28%27%69%6e%66%6f%40%77%69%6e%6b%65%6c%2e%6e%6c%27%29'))",
        "document.write(unescape('%69%6E%66%6F%40%77%69%6E%6B%65%6C%2E%6E%6C'))",
        "var e = atob('aW5mb0B3aW5rZWwubmw=')",
        "el.innerText = window.atob('aW5mb0B3aW5rZWwubmw=')",
        "a = 'info[at]winkel.nl'.replace('[at]', '@')",
        "a = 'info(at)winkel.nl'.replace(/\\(at\\)/g, '@')",
        "var o = {user: 'info', domain: 'winkel.nl'}; el.href = 'mailto:' + o.user + '@' + o.domain;",
        "x = 'info'.concat('@', 'winkel.nl')",
        "var addy1 = '&#105;nf&#111;' + '&#64;'; addy1 = addy1 + 'w&#105;nkel' + '&#46;' + 'nl'; document.write(addy1)",
        (
            "var s='<n uers=\"znvygb:vasb@jvaxry.ay\">vasb@jvaxry.ay</n>'.replace(/[a-zA-Z]/g,function(c)"
            "{return String.fromCharCode((c<='Z'?90:122)>=(c=c.charCodeAt(0)+13)?c:c-26);});"
        ),
    ],
)
def test_what_a_script_writes(script: str) -> None:
    assert any(ADDRESS in text for text in written_by(script))
    page = read_page(f"<body><p>Mail: <script>{script}</script></p>", url="https://winkel.nl/", market="NL")
    assert [(s.value, s.how) for s in page.sightings] == [(ADDRESS, How.SCRIPT)]


@pytest.mark.parametrize(
    "script",
    [
        "if (a[0] + '@' + b) { go() }",
        "var x = '@media (min-width: 10px)' + rule;",
        "s = '@' + name",
        "var re = /[a-z]+@[a-z]+/",
        "(((((((((((((((((((((((",
        "'@' + " * 2000,
        "x = " + "[" * 3000 + "'@'",
        "`${'@",
    ],
)
def test_scripts_that_write_no_address(script: str) -> None:
    page = read_page(f"<script>{script}</script>", url="https://winkel.nl/", market="NL")
    assert page.sightings == ()


def test_cloudflare() -> None:
    key = 0x3D
    code = f"{key:02x}" + "".join(f"{byte ^ key:02x}" for byte in ADDRESS.encode())
    share = f"{key:02x}" + "".join(f"{byte ^ key:02x}" for byte in b"?subject=Look&body=x@y.nl")
    assert cloudflare(code) == ADDRESS
    assert cloudflare(share) == ""
    assert cloudflare("zz") == cloudflare("") == cloudflare("3d") == ""
    page = read_page(
        f'<p>Mail <a href="/cdn-cgi/l/email-protection" data-cfemail="{code}">[email&#160;protected]</a>'
        f'<p><a href="/cdn-cgi/l/email-protection#{code}">Stuur een bericht</a>'
        f'<footer><a href="/cdn-cgi/l/email-protection#{share}">Delen</a></footer>',
        url="https://winkel.nl/",
        market="NL",
    )
    assert [(s.value, s.how) for s in page.sightings] == [(ADDRESS, How.CFEMAIL), (ADDRESS, How.MAILTO)]
    assert ADDRESS in page.text and "protected" not in page.text


@pytest.mark.parametrize(
    "href",
    [
        "javascript:linkTo_UnCryptMailto('nbjmup+jogpAxjolfm\\/om');",
        "javascript:linkTo_UnCryptMailto(%27nbjmup%2BjogpAxjolfm%5C%2Fom%27);",
        "javascript:mailTo('info','winkel','nl')",
        "javascript:sendMail('nl','winkel','info')",
        "javascript:location.href='mailto:'+'info'+'@'+'winkel.nl'",
        "javascript:window.location=atob('bWFpbHRvOmluZm9Ad2lua2VsLm5s')",
        "znvygb:vasb@jvaxry.ay",
        "mailto:info%40winkel.nl",
        "&#109;&#97;&#105;&#108;&#116;&#111;&#58;info&#64;winkel.nl",
    ],
)
def test_links_that_lead_to_a_mailbox(href: str) -> None:
    page = read_page(f'<a href="{href}">Mail ons</a>', url="https://winkel.nl/", market="NL")
    assert [(s.value, s.how, s.label) for s in page.sightings] == [(ADDRESS, How.MAILTO, "Mail ons")]


@pytest.mark.parametrize(
    "attributes",
    [
        'data-user="info" data-domain="winkel.nl"',
        'data-name="info" data-domain="winkel" data-tld="nl"',
        'data-user="ofni" data-domain="ln.lekniw"',
        'data-email="aW5mb0B3aW5rZWwubmw="',
        'data-mail="ln.lekniw@ofni"',
        'data-enc-email="vasb@jvaxry.ay"',
        'data-mailto-token="nbjmup+jogpAxjolfm/om" data-mailto-vector="1"',
    ],
)
def test_addresses_in_parts_or_codes_in_attributes(attributes: str) -> None:
    page = read_page(f"<p>Mail <span {attributes}></span></p>", url="https://winkel.nl/", market="NL")
    assert (ADDRESS, How.SCRIPT) in [(s.value, s.how) for s in page.sightings]


def test_pure_decoders_take_anything() -> None:
    assert shifted("") == "" and script_link("javascript:void(0)") == "" and decoded("") == ""
    assert data_attributes({"data-user": "info", "data-domain": "not a host"}) == ""
    assert data_attributes({"data-mailto-token": "x", "data-mailto-vector": "99999"}) == ""
