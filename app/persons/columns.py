"""Which columns of the database are personal, and how long each is kept: the one list of it. Every
column of text is here, in PERSONAL or in NOT_PERSONAL (tests/persons/test_columns.py).
"""

from enum import StrEnum


class Kept(StrEnum):
    """How long. Months are those of the charter's `personal`; retention.py ends what has an end."""

    RAISER = "raiser"  # months after the matter's end
    GUEST = "guest"  # likewise, and of an activity after its day
    LEFT = "left"  # months after leaving office
    WISH = "wish"  # months after its answer
    SIGNUP = "signup"  # a year after its decision
    WORDS = "words"  # texts about a matter: they stay, and whoever is erased goes out of them
    # Who acted in office, and what offices wrote about no villager's matter: part of the record.
    OFFICE = "office"
    LOG = "log"  # as long as the log, which the law wants kept
    PIECES = "pieces"  # made of what they are pieces of, in the same transaction
    DAYS = "days"  # hours or days: PRUNED in app/worker/periodic.py


# Table → columns.
PERSONAL: dict[Kept, dict[str, str]] = {
    Kept.RAISER: {"topic": "raiser_name raiser_called raiser_phone slip"},
    Kept.GUEST: {"circle": "name", "participant": "name", "activity": "guests"},
    Kept.LEFT: {
        "account": "name subject phone",
        "member": "name phone by_pinyin by_strokes",
        "settled": "name by_pinyin",  # of members; a station's and a department's stay
    },
    Kept.WISH: {"wish": "person words answer"},
    Kept.SIGNUP: {"signup": "admin_name admin_subject contact"},
    Kept.WORDS: {
        "topic": "title story spot reason taken_down_reason",
        "passage": "opinion facts",
        "consultation": "title place agenda minutes reason",
        "statement": "text",
        "correction": "text reason",
        "outcome": "text reason reported_to",
        "commitment": "task done_note withdrawn_reason",
        "progress": "text",
        "answer": "text",
        "rating": "comment",
        "photo": "caption removed_reason",
        "file": "name removed_reason",
        "photo_note": "text",
        "reason": "text",
        "veil": "stretch reason lifted_reason",
        "unsaved_record": "fields",
        "nomination": "title matter talk result",
        "published_case": "title matter talk result",
    },
    Kept.OFFICE: {
        "activity": "title note reason reported_by decided_by",
        "api_key": "made_by",
        "appeal": "person text answer answered_by retracted_by retracted_reason",
        "assessment": "opened_by approved_by locked_by withdrawn_by withdrawn_reason",
        "charter": "author note",
        "charter_draft": "author changed_by",
        "choice": "person reason",
        "look": "person",
        "mark": "claim claimed_by reason verified_by",
        "nomination": "nominated_by withdrawn_by",
        "profile": "said_by",
        "published_charter": "published_by",
        "share": "agreed_by ended_by",
        "standard_check": "note reason shown_by verified_by ended_by",
        "weighting": "saved_by",
    },
    Kept.PIECES: {"piece": "piece by_pinyin by_strokes by_place from_top"},
    Kept.LOG: {"audit": "person address about before after"},
    Kept.DAYS: {
        "kept_form": "address browser fields form page",
        "quota": "who",
        "session": "token_hash",
        "submission": "content kept led_to said token",
    },
}

# Keys, states and rules; names of places, bodies and things; counts. A follow-up code names nobody:
# it opens what is left of a matter.
NOT_PERSONAL: dict[str, str] = {
    "activity": "decided_as kind level state",
    "api_key": "hash name",
    "invitation": "hash",
    "appeal": "facts_before indicator subject",
    "appointment": "role",
    "assessment": "sheet stage",
    "audit": "act",
    "audit_seal": "hash",
    "charter": "document",
    "charter_draft": "document previous tab title",
    "choice": "kind",
    "circle": "grp",
    "commitment": "withdrawn_as",
    "client_key": "sealed use",
    "consultation": "begins cancelled_as conclusion form state",
    "county": "name slug suspended_why",
    "county_count": "item measure",
    "county_series": "item",
    "department": "by_pinyin name phone",
    "division": "code initials level name parent path romanised spelt",
    "ledger": "attributes category form kind level result role station_kind",
    "letter": "letter",
    "look": "page",
    "mark": "indicator subject",
    "member": "mode sector",
    "migration": "name sha256",
    "nominated": "state",
    "nominated_count": "state",
    "outcome": "kind",
    "participant": "grp state",
    "region_count": "measure n",
    "joined": "browser code",
    "kept_order": "keys rules sheet subjects",
    "kept_view": "about language part",
    "passage": "decision kind role",
    "publish_mark": "kind",
    "published": "cases failed",
    "enclosure": "held",
    "figure": "by kind part",
    "first_day": "item",
    "figure_anew": "by kind part",
    "file": "object refusal removed_as retracted_as sha256 state type",
    "photo": "closed_as object refusal removed_as sha256 state",
    "piece": "kind",
    "preset_taken": "document preset",
    "provider": "client_id client_secret issuer name way",
    "published_charter": "document platform title",
    "quota": "what",
    "seal": "hash",
    "settled": "facts subject",
    "settled_entry": "subject",
    "share": "item",
    "signup": "client_id client_secret issuer names preset reason reference rules slug"
    " state unchecked way",
    "standard_check": "called item standard state",
    "standing": "indicator light",
    "statement": "struck_as",
    "station": "address by_pinyin code division held held_as kind level name",
    "stray": "key",
    "tally": "category form kind result role whose",
    "tally_anew": "category form kind result role whose",
    "told": "indicator",
    "topic": "brought category follow_code held_as held_by instead judged origin stage",
    "township_count": "township",
    "unsaved_record": "token",
    "unscored": "kind subject",
    "weighting": "name weights",
    "wish": "channel kind state",
}

WORDS = {table: columns.split() for table, columns in PERSONAL[Kept.WORDS].items()}
