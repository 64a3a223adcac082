"""Each state of each table that a person can bring about by mistake has a way back, and it is
reached by a route; or it is said here why it stays. A column that somebody adds tomorrow is asked
for: what a person does stands in columns called so.
"""

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

pytestmark = pytest.mark.anyio

ROUTES = Path("tests/isolation/routes.txt")
# What says what somebody did, or how something stands.
STATES = """
    SELECT "table_name" || '.' || "column_name" AS name
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
      AND (column_name ~ '_(at|on|by)$' OR data_type = 'boolean' OR column_name IN
           ('state', 'stage', 'status', 'decision', 'result', 'until', 'joined'))
"""


class Way(NamedTuple):
    """`back`: routes that lead back, or on to what takes its place."""

    columns: str
    back: str


class Stays(NamedTuple):
    columns: str
    why: str


WAYS = (
    Way("account.disabled_at", "/people/{account_id}/enable"),
    Way("activity.state decided_at decided_by",
        "/activities/{activity_id}/taking-up /activities/{activity_id}/withdrawal"),
    Way("api_key.ended_at", "/keys"),  # a new one: of the old only a hash was kept
    # answered wrongly: it waits anew; once it is approved, the whole of it anew
    Way("appeal.answered_at answered_by upheld",
        "/assessments/{assessment_id}/answers/{appeal_id}/retraction"
        " /assessments/{assessment_id}/withdrawal"),
    # taken back by mistake: it is answered anew
    Way("appeal.retracted_at retracted_by", "/assessments/{assessment_id}/answers/{appeal_id}"),
    Way("appointment.ended_at", "/people/{account_id}/appointments"),
    Way("assessment.stage noticed_at approved_at approved_by locked_at locked_by",
        "/assessments/{assessment_id}/taking-up /assessments/{assessment_id}/withdrawal"),
    Way("assessment.withdrawn_at withdrawn_by", "/assessments"),  # opened anew
    Way("charter.effective_on", "/charter/versions/{charter_id}/restoration"),
    Way("charter_draft.ended_at", "/charter/drafts/{draft_id}/taking-up"),
    Way("commitment.done_on verified_on verified_by",
        "/commitments/{commitment_id}/verification/withdrawal"),
    Way("commitment.withdrawn_on", "/commitments/{commitment_id}/taking-up"),
    Way("consultation.state filed_at",
        "/consultations/{consultation_id}/taking-up /consultations/{consultation_id}/corrections"),
    Way("consultation.typical", "/consultations/{consultation_id}/typical"),
    Way("county.suspended_at", "/operator/counties/{code}/resume"),
    Way("department.ceased_at taken_over_by",
        "/people/departments/{department_id}/ending/taking-up"),
    Way("division.amended", "/operator/divisions"),
    Way("file.published_at published_by", "/files/{file_id}/retraction"),
    Way("file.removed_at", "/files/{file_id}/restoration"),
    Way("invitation.until account.joined", "/people/{account_id}/invitation"),
    Way("mark.verified_at verified_by", "/assessments/{assessment_id}/marks/{subject}"),
    Way("mark.claimed_at claimed_by", "/assessments/{assessment_id}/marks/{subject}"),
    Way("member.left_on standing", "/people/members/{member_id}"),
    Way("nomination.result", "/cases/{code}/{nomination_id}/choice"),
    Way("nomination.withdrawn_at withdrawn_by", "/cases/nominations"),
    Way("outcome.adopted decided_on", "/topics/{topic_id}/back"),
    Way("participant.state", "/consultations/{consultation_id}/attendance"),
    Way("photo.allowed_at allowed_by", "/topics/{topic_id}/enclosed"),
    Way("photo.removed_at", "/photos/{photo_id}/restoration"),
    Way("provider.enabled", "/people/providers/{provider_id}/taking-up"),
    Way("published_case.withdrawn_at published_at result", "/cases/{code}/{nomination_id}/choice"),
    Way("published_charter.published_at published_by withdrawn_at", "/charter/sharing"),
    Way("rating.solved withdrawn_at", "/topics/{topic_id}/rating/withdrawal /follow/rating"),
    Way("share.agreed_at agreed_by ended_at ended_by", "/sharing"),
    Way("signup.state decided_at decided_by",
        "/operator/signups/{signup_id}/reopening /operator/counties/{code}/suspend"),
    # reached whom it should not have: refused, with the reason
    Way("signup.confirmed_at confirmed_by", "/operator/signups/{signup_id}/decision"),
    Way("standard_check.state shown_at shown_by verified_at verified_by ended_at ended_by",
        "/stations/checks/{check_id}/withdrawal /stations/{station_id}/checks"),
    Way("statement.struck_at",
        "/consultations/{consultation_id}/statements/{statement_id}/return"),
    Way("station.closed_on", "/stations/{station_id}/reopening"),
    Way("station.opened_on", "/stations/{station_id}/closing"),
    Way("station.placed_on placed_by", "/stations/{station_id}/place"),
    Way("topic.stage closed_on on_theme unrated", "/topics/{topic_id}/back"),
    Way("topic.published_at taken_down_at",
        "/topics/{topic_id}/taking-down /topics/{topic_id}/putting-back"),
    Way("veil.lifted_at lifted_by", "/topics/{topic_id}/veils"),
    Way("weighting.saved_at saved_by", "/weights"),
    # refused wrongly: recorded anew; carried out it stays
    Way("wish.state decided_on decided_by", "/wishes"),
    Way("profile.said_at said_by", "/sharing/people"),
)  # fmt: skip
STAY = (
    Stays("account.gone_on file.erased_on member.gone_on photo.erased_on signup.gone_on"
          " topic.people_gone_on topic.raiser_gone_on", "erased by law or wish: for good"),
    Stays("ledger.happened_on recorded_at result passage.decision happened_on", "what is taken back"
          " is taken back by an entry or a passage of its own (test_way_back.py)"),
    Stays("account.created_at api_key.made_at made_by assessment.opened_at opened_by"
          " appeal.raised_at charter.saved_at charter_draft.started_at changed_at changed_by"
          " county.opened_at enclosure.made_at nomination.nominated_at nominated_by onward"
          " preset_taken.taken_at session.started_at seen_at wall_at signup.asked_at"
          " wish.asked_on due_on recorded_by told.told_at file.uploaded_at photo.uploaded_at",
          "when and by whom it was made, in whose other columns it comes to its end"),
    Stays("activity.happened_on reported_at reported_by answer.happened_on commitment.due_on"
          " consultation.held_on joined.joined_on outcome.reported_on progress.happened_on"
          " rating.happened_on photo.taken_at taken_zone_known topic.brought_by held_by raised_on",
          "what it was about when it was made; what it belongs to goes back"),
    Stays("topic.nudged_on", "it was asked for, and nothing is decided by it"),
    Stays("file.state photo.state nominated.state nominated_count.state choice.counted_at"
          " audit_seal.sealed_at seal.sealed_at client_key.made_at kept_view.asked_at made_at"
          " standing.made_at api_key.used_at look.looked_on migration.ran_at piece.public"
          " publish_mark.first published.failed_at stray.ahead found_at"
          " tally.known_on result tally_anew.known_on result",
          "the program's own: nobody brings it about but by what stands above"),
)  # fmt: skip


def columns(of: tuple[Way | Stays, ...]) -> list[str]:
    found, table = [], ""
    for each in of:
        for name in each.columns.split():
            table, _dot, column = name.rpartition(".") if "." in name else (table, "", name)
            found.append(f"{table}.{column}")
    return found


async def test_each_state_has_a_way_back_or_a_reason_to_stay(superuser: Any) -> None:
    named = columns((*WAYS, *STAY))
    there = {each["name"] for each in await superuser.fetch(STATES)}
    assert set(named) == there
    assert len(named) == len(there)  # each once
    assert all(each.why for each in STAY)


def test_each_way_is_a_route() -> None:
    posts = {line.split()[2] for line in ROUTES.read_text().splitlines() if " POST " in line}
    assert {path for each in WAYS for path in each.back.split()} <= posts


# What an office adds, and the state that ends it; levels, indicators, categories and kinds are
# pieces of its rules, of which a version that stood before is restored.
ENDS = {
    "account": "account.disabled_at",
    "activity": "activity.state",
    "activity_member": "activity.state",
    "api_key": "api_key.ended_at",
    "appointment": "appointment.ended_at",
    "department": "department.ceased_at",
    "member": "member.left_on",
    "provider": "provider.enabled",
    "standard_check": "standard_check.state",
    "station": "station.closed_on",
}
ADDED = re.compile(r'([A-Z]\w+)\.insert\(|INSERT INTO "(\w+)"')
CLASSES = {"AccountRow": "account", "StandardCheck": "standard_check"}


def test_whatever_an_office_adds_can_be_ended_and_taken_up_again() -> None:
    """One that was entered twice, or by mistake, is nobody's for ever."""
    folders = [Path("app", each) for each in ("people", "stations", "activities", "regions/api")]
    found = {
        CLASSES.get(made, made.lower()) or table
        for folder in folders
        for path in folder.rglob("*.py")
        for made, table in ADDED.findall(path.read_text("utf-8"))
    }
    assert found == set(ENDS)
    assert set(ENDS.values()) <= set(columns(WAYS))
    assert "charter.effective_on" in columns(WAYS)
