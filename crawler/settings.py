"""Scrapy's settings: polite, quiet, nothing listening.

``crawler.visit`` starts one crawler a shop with these; ``scrapy crawl shop -a url=https://…`` uses them from the root.
Delays, robots.txt and retries are the gate's and the fetcher's business (crawler/gate.py, crawler/fetch.py), for the
browser must keep to them as well.
"""

BOT_NAME = "shopcheck"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
TWISTED_DNS_RESOLVER = "crawler.guard.PinnedResolver"

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.8,*/*;q=0.5",
    "Accept-Language": "*",  # a visit asks for those of the shop's country (crawler/accept.py)
}
DOWNLOAD_DELAY = 0  # the gate keeps the distance
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_TIMEOUT = 25
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = False
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 10
METAREFRESH_MAXDELAY = 10

ROBOTSTXT_OBEY = False  # crawler/robots.py does it after RFC 9309, which Scrapy's own does not
RETRY_ENABLED = False  # crawler/fetch.py does it
HTTPPROXY_ENABLED = False  # the guard must see where a connection goes
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
MEMUSAGE_ENABLED = False
DOWNLOADER_MIDDLEWARES = {
    "crawler.middleware.GateMiddleware": 50,
    "crawler.middleware.RecordMiddleware": 900,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
}
DOWNLOAD_HANDLERS = {"file": None, "ftp": None, "s3": None, "data": None}
EXTENSIONS = {
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "scrapy.extensions.closespider.CloseSpider": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
}
STATS_DUMP = False
LOG_LEVEL = "WARNING"
