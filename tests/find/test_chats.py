"""Which product a chat window is, by what loads it; and what names a chat's maker without being one."""

import pytest

from checks.find import read_page
from checks.find.layout import data

LOADED = {
    "Intercom": "https://widget.intercom.io/widget/ab12cd34",
    "Zendesk": "https://static.zdassets.com/ekr/snippet.js?key=0a1b2c",
    "tawk.to": "https://embed.tawk.to/5f00aa11/default",
    "Crisp": "https://client.crisp.chat/l.js",
    "LiveChat": "https://cdn.livechatinc.com/tracking.js",
    "Tidio": "//code.tidio.co/q1w2e3.js",
    "Trengo": "https://static.widget.trengo.eu/embed.js",
    "Userlike": "https://userlike-cdn-widgets.s3-eu-west-1.amazonaws.com/0a1b2c.js",
    "Drift": "https://js.driftt.com/include/1700000000/abc.js",
    "Freshchat": "https://wchat.freshchat.com/js/widget.js",
    "Smartsupp": "https://www.smartsuppchat.com/loader.js",
    "Chatra": "https://call.chatra.io/chatra.js",
    "JivoChat": "//code.jivosite.com/script/widget/q1w2e3",
    "Botpress": "https://webchat.botpress.cloud/v1/inject.js",
    "Genesys": "https://apps.mypurecloud.ie/genesys-bootstrap/genesys.min.js",
    "Shopify Inbox": "https://cdn.shopify.com/extensions/0a1b/inbox-1300/assets/inbox-chat-loader.js",
    "Facebook Messenger": "https://connect.facebook.net/nl_NL/sdk/xfbml.customerchat.js",
    "Chatwoot": "https://chat.kopjesenkannen.example/packs/js/sdk.js",
    "Help Scout": "https://beacon-v2.helpscout.net",
    "Brevo": "https://conversations-widget.brevo.com/brevo-conversations.js",
    "Front": "https://chat-assets.frontapp.com/v1/chat.bundle.js",
    "Channel Talk": "https://cdn.channel.io/plugin/ch-plugin-web.js",
    "Customerly": "https://messenger.customerly.io/launcher.js",
    "Gleap": "https://sdk.gleap.io/latest/index.js",
    "Gist": "https://widget.getgist.com",
    "Papercups": "https://app.papercups.io/widget.js",
    "Rocket.Chat": "https://praat.kopjesenkannen.example/livechat/rocketchat-livechat.min.js?_=2019",
    "Typebot": "https://cdn.jsdelivr.net/npm/@typebot.io/js@0/dist/web.js",
    "Voiceflow": "https://cdn.voiceflow.com/widget-next/bundle.mjs",
    "Superchat": "https://widget.superchat.de/snippet.js?applicationKey=WCq1w2",
    "Bird": "https://livechat.messagebird.com/bootstrap.js?widgetId=q1w2",
}
"""As the loaders write them that makers and users publish; keys made up."""


def chats(html: str) -> list[str]:
    page = read_page(f"<html lang=nl><h1>Contact</h1>{html}</html>", url="https://kannen.example/contact", market="NL")
    return [channel.value for channel in page.channels if channel.kind == "chat"]


@pytest.mark.parametrize(("product", "address"), LOADED.items())
def test_a_window_is_told_by_the_script_that_loads_it(product: str, address: str) -> None:
    assert chats(f'<script async src="{address}"></script>') == [product]


@pytest.mark.parametrize(("product", "address"), LOADED.items())
def test_a_window_is_told_by_a_script_in_the_page_that_will_load_it(product: str, address: str) -> None:
    loader = f"(d => {{ const e = d.createElement('script'); e.src = '{address}'; d.head.append(e) }})(document)"
    assert chats(f"<script>{loader}</script>") == [product]


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://apps.elfsight.com/p/platform.js"></script><div class="elfsight-app-1"></div>',
        '<script src="https://js.hs-scripts.com/1234567.js"></script>',
        '<script src="https://js.hsforms.net/forms/v2.js"></script>',
        '<script src="https://connect.facebook.net/nl_NL/sdk.js"></script>',
        """<script>cookies = [{name: 'Userlike', more: 'https://www.userlike.com/en/terms#privacy'},
        {name: 'Chatwoot', more: 'https://www.chatwoot.com/privacy-policy'},
        {name: 'Zendesk', more: 'https://www.zendesk.com/company/privacy', cookie: '.zopim.com'}]</script>""",
        '<p>Onze site gebruikt <a href="https://www.tawk.to/privacy-policy/">tawk.to</a> en Crisp.</p>',
    ],
    ids=["pictures", "counting", "forms", "like buttons", "a list of cookies", "a privacy text"],
)
def test_what_only_names_a_maker_is_no_chat(html: str) -> None:
    assert chats(html) == []


def test_no_product_is_told_by_what_tells_another() -> None:
    marks = [(mark, product) for product, parts in data("channels")["chat"].items() for mark in parts]
    assert marks
    assert not [(a, b) for a, x in marks for b, y in marks if x != y and a in b]
    assert all(mark == mark.lower() and len(mark) > 7 for mark, _ in marks)
