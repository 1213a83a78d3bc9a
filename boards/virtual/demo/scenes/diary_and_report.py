"""Scenes of the demo with what the laptop keeps for its owner: diary, receipt, report, calendar, dashboard."""

import io
import json
import sqlite3
import time
import urllib.error
import urllib.request
from contextlib import closing
from http.cookiejar import CookieJar

from icalendar import Calendar
from PIL import Image

from boards.virtual.demo.scene_player import DAY_S, ScenePlayer

_GPS = 0x8825  # an EXIF pointer: where a photo was taken
_SYNCED = 'class="job done"'  # as host_tools/needlepen/ui/templates/device.html has it
_PATIENCE_S = 60.0  # an emulated chip answers slowly, on a busy computer


def outlook(player: ScenePlayer) -> None:
    """The next day, as the laptop tells it while the pen is plugged in."""
    player.type_command("status")
    told = player.laptop.ask("status")["pens"][0]["not_before_s"]
    true = player.started_s[-1] + 28 * DAY_S
    player.claim("not a second before 28 true days are over", told >= true, told - true)


def diary(player: ScenePlayer) -> None:
    """Words and a photo, which stay on the laptop."""
    photo = player.transcript.folder / "cheek.jpg"
    exif = Image.Exif()
    exif[0x010F] = "A telephone"
    exif.get_ifd(_GPS)[1] = "N"
    Image.new("RGB", (800, 1000), (226, 172, 150)).save(photo, exif=exif)
    player.narrate("The diary is the owner's own: no pen gets it, and nobody else.")
    player.type_command("diary", "add", "a little pink last night, calm now", "--rating", "5", "--photo", str(photo))
    with closing(sqlite3.connect(player.laptop.db)) as db:
        (kept,) = db.execute("SELECT photo FROM diary").fetchone()
    with Image.open(io.BytesIO(kept)) as picture:
        found = dict(picture.getexif())
    player.claim("of the photo only the picture was kept: not where, when and with what it was taken", not found, found)
    photo.unlink()


def look_back(player: ScenePlayer) -> None:
    """One session as a picture, all of them as sums, and everything as files to keep."""
    folder = player.transcript.folder
    player.chapter("To look at, to keep, to give to a doctor")
    player.type_command("receipt")
    player.type_command("stats")
    sums = player.laptop.ask("stats")["pens"][0]
    of_zones = sum(zone["strokes"] for zone in sums["zones"])
    true, charged = player.look()["strokes"], sums["charged_strokes"]
    found = (sums["strokes"], charged, of_zones, true)
    kept = sums["strokes"] <= true <= sums["strokes"] + charged
    player.claim("the true strokes lie between what was measured and what the power cut had charged", kept, found)
    player.claim("those in the air, before the skin was felt, are no zone's", of_zones < sums["strokes"], found)
    player.type_command("report", "-o", str(folder / "report.html"))
    text = (folder / "report.html").read_text(encoding="utf-8")
    player.claim("the report is one file: no script, nothing from a network", _alone(text))
    player.claim("the diary's photo is in it", "data:image/jpeg;base64," in text)
    player.type_command("report", "--for-dermatologist", "-o", str(folder / "dermatologist.html"))
    text = (folder / "dermatologist.html").read_text(encoding="utf-8")
    player.claim("the doctor's page leaves the diary out", "a little pink" not in text and _alone(text))
    _calendar(player)


def _alone(text: str) -> bool:
    return "<script" not in text and 'src="http' not in text and "url(http" not in text and "<link" not in text


def _calendar(player: ScenePlayer) -> None:
    folder = player.transcript.folder
    player.type_command("calendar", "-o", str(folder / "calendar.ics"))
    events = list(Calendar.from_ical((folder / "calendar.ics").read_bytes()).walk("VEVENT"))
    ids = [str(event["UID"]) for event in events]
    player.claim(
        "every event has a name of its own, so that importing again doubles none", len(set(ids)) == len(ids), ids
    )
    allowed = [event["DTSTART"].dt.timestamp() for event in events if str(event["UID"]).endswith("earliest@needlepen")]
    true = player.started_s[-1] + 28 * DAY_S
    player.claim("none of them allows a session too early", allowed and allowed[-1] >= true, allowed)


def dashboard(player: ScenePlayer) -> None:
    """The same on a page of this computer, with the pen live beside it."""
    player.chapter("The dashboard")
    player.plug()
    player.laptop.now_s = player.look()["unix_s"]
    player.transcript.typed(player.laptop.command("ui"))
    with player.laptop.started("ui", "--no-browser", "--json") as tool:
        url = json.loads(_object(tool.stdout))["ui"]["url"]
        player.transcript.printed("● The dashboard is open. Ctrl-C ends it\n" + url)
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page = browser.open(url, timeout=_PATIENCE_S).read().decode()
        player.claim(
            "it shows what the report shows", all(word in page for word in ("a little pink", "Depth", "verify:"))
        )
        plain = url.split("?")[0]
        seen = _live(browser, plain)
        player.claim("the pen that is plugged in is live on it", "firmware" in seen and _SYNCED in seen, seen)
        without = _status(urllib.request.Request(plain))
        player.claim("without the secret in its address nobody is let in", without == 403, without)
        elsewhere = _status(urllib.request.Request(url, headers={"Host": "elsewhere.example"}))
        player.claim("a web page that reaches it by another name is turned away", elsewhere == 421, elsewhere)
    player.unplug()


def _live(browser: urllib.request.OpenerDirector, address: str) -> str:
    """What the page says of the pen, as soon as it has found it and synced what was new by itself."""
    until = time.monotonic() + _PATIENCE_S
    seen = ""
    while not ("firmware" in seen and _SYNCED in seen) and time.monotonic() < until:
        seen = json.loads(browser.open(f"{address}live", timeout=_PATIENCE_S).read())["parts"]["device"]
        time.sleep(0.1)
    return seen


def _status(request: urllib.request.Request) -> int:
    try:
        return urllib.request.urlopen(request, timeout=_PATIENCE_S).status
    except urllib.error.HTTPError as error:
        return error.code


def _object(stream) -> str:
    """One JSON object, which ends with a line of its own."""
    text = ""
    while not text.endswith("\n}\n") and (line := stream.readline()):
        text += line
    return text
