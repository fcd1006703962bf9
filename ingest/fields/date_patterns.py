"""How news pages print days and times, and the words beside them."""

import re

WORD_DAY = r"(?P<wday>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?(?:\s+(?:de|of|da))?"
NUMERIC = (
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"),
    re.compile(r"(?<!\d)(?P<y>\d{4})\s*년\s*(?P<m>\d{1,2})\s*월\s*(?P<d>\d{1,2})\s*일"),
    re.compile(r"(?<!\d)(?P<y>\d{4})[./]\s?(?P<m>\d{1,2})[./]\s?(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<![\d/])(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})\s+thang\s+(?P<m>\d{1,2}),?\s+(?:nam\s+)?(?P<y>\d{4})(?!\d)"),
)
#: 31.07.24, as Scandinavian and German pages write it beside a word that calls it a stamp. East Asian
#: pages put the year first: theirs is left alone.
SHORT = re.compile(r"(?<![\d.])(?P<d>\d{2})\.(?P<m>\d{2})\.(?P<yy>\d{2})(?![\d.]\d?)")
#: What every date has: most lines of a page have none, and are spared all the rest.
YEAR = re.compile(r"\d{4}|\d\.\d\d\.\d\d")
#: Java prints a date as "Fri Apr 28 19:20:36 CEST 2023".
JAVA = re.compile(r"^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) ([A-Z]{2,5}) (\d{4})$")
STAMPED = re.compile(
    r"\bkl\b|\buhr\b|publi[sc]|ver[öo]ffentlicht|oppdater|opdater|uppdater|aktualisiert|erstellt", re.I
)
TIME = re.compile(
    r"(?<![\d:+-])(?:kl\.?\s*)?(?P<asian>오전|오후|午前|午後|上午|下午)?\s*(?P<h>\d{1,2})(?:[:h](?P<min>\d{2})|\.(?P<dmin>\d{2})(?=\s*(?:[ap]\.?m|uhr|h\b)))?(?::(?P<s>\d{2})(?:\.\d+)?)?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?(?:\s*(?:uhr|hrs?)\b)?"
    r"\s*(?P<zone>\(?(?:UTC|GMT)\s*[+-]\s*\d{1,2}(?::?\d{2})?\)?|Z\b|\(?\b[A-Z]{2,4}T?\b\)?|[+-]\d{2}:?\d{2}\b)?",
    re.I,
)
UPDATED = re.compile(
    r"updated?\b|modified|aktualisiert|\bstand\b|mis(?:e)? à jour|modifié|actualizado|aggiornato|atualizado|"
    r"gewijzigd|uppdaterad|oppdatert|opdateret|güncelle|обновлено|更新|수정|modifica|geändert|\bakt\.|edited|muokattu|"
    r"päivitetty|aktualiz|zaktualizowano|diperbarui|cập nhật|módosít|actualitzat|оновлено|تحديث|עודכן",
    re.I,
)
PUBLISHED = re.compile(
    r"publish|posted|publié|veröffentlicht|erstellt|publica|pubblica|gepubliceerd|publicerad|publisert|udgivet|"
    r"yayın|giriş|opublikowano|опубликовано|入力|입력|公開|発信|created|issued|\bstand\b|đăng|diterbitkan",
    re.I,
)
#: A line that says what the date in the next line is.
LABEL = re.compile(
    r"^(?:first )?(?:published|posted|updated|last updated|modified|veröffentlicht|aktualisiert|publié|"
    r"mis à jour|publicado|actualizado)(?: on| le| am| el)?\s*:?$",
    re.I,
)
#: What may stand around a date in a line that is nothing but a timestamp.
FURNITURE = re.compile(
    r"\b(?:published|posted|publié|veröffentlicht|erstellt|publicado|pubblicato|gepubliceerd|publicerad|publisert|"
    r"updated|last|modified|first|on|at|le|à|am|um|the|of|de|kl|uhr|den|vom|date|time|issued|created|stand|"
    r"aktualisiert|mis|jour|il|alle|ore|el|las|hrs?|local|"
    r"mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b|"
    r"\b(?:mo|di|mi|do|fr|sa|so)\b|\b\w+(?:tag|woch|day|di|dag|манche)\b",
    re.I,
)
