"""Mail domains that anybody can get an address in: `*@` one of them would let everybody speak for a supplier."""

from __future__ import annotations

PUBLIC_DOMAINS = frozenset({
    "126.com", "163.com", "1und1.de", "abv.bg", "alice.de", "alice.it", "aol.com", "aol.de", "arcor.de",
    "bigpond.com", "bluemail.ch", "bluewin.ch", "btinternet.com", "chello.at", "comcast.net", "duck.com",
    "eclipso.de", "email.de", "fastmail.com", "fastmail.fm", "free.fr", "freenet.de", "gmail.com", "gmx.at",
    "gmx.biz", "gmx.ch", "gmx.com", "gmx.de", "gmx.eu", "gmx.info", "gmx.li", "gmx.net", "gmx.org", "googlemail.com",
    "hey.com", "hotmail.at", "hotmail.ch", "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.fr", "hotmail.it",
    "hushmail.com", "icloud.com", "inbox.lv", "inbox.ru", "interia.pl", "kabelbw.de", "kabelmail.de", "kpnmail.nl",
    "laposte.net", "libero.it", "list.ru", "live.at", "live.ch", "live.com", "live.de", "live.fr", "live.nl",
    "mac.com", "mail.com", "mail.de", "mail.ru", "mailbox.org", "mailfence.com", "me.com", "msn.com", "mykolab.com",
    "naver.com", "netcologne.de", "netscape.net", "o2.pl", "o2mail.de", "o2online.de", "onet.pl", "online.de",
    "orange.fr", "osnanet.de", "outlook.at", "outlook.be", "outlook.com", "outlook.de", "outlook.es", "outlook.fr",
    "outlook.it", "pm.me", "posteo.at", "posteo.ch", "posteo.de", "posteo.eu", "posteo.net", "proton.me",
    "protonmail.ch", "protonmail.com", "qq.com", "rediffmail.com", "rocketmail.com", "sbcglobal.net", "seznam.cz",
    "sfr.fr", "sina.com", "sunrise.ch", "swissonline.ch", "t-online.de", "telenet.be", "tiscali.it", "tuta.com",
    "tuta.io", "tutamail.com", "tutanota.com", "tutanota.de", "unitybox.de", "verizon.net", "versanet.de",
    "virgilio.it", "vodafone.de", "vodafonemail.de", "wanadoo.fr", "web.de", "wp.pl", "yahoo.at", "yahoo.ca",
    "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.it", "yandex.com",
    "yandex.ru", "ymail.com", "ziggo.nl", "zoho.com", "zoho.eu",
})  # fmt: skip
