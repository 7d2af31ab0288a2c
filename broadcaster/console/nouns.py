"""The nouns of the console: every module that has pages, folder by folder."""

from broadcaster.console import alerts, home
from broadcaster.console.answers import lacks, review, review_texts, site_facts, texts
from broadcaster.console.broadcasts import (
    approvals,
    composing,
    controls,
    deliveries,
    drafts,
    planned,
    presence,
    previews,
    progress,
    resends,
    saved,
    series,
    trials,
)
from broadcaster.console.inbox import canned, duty, handling, holds, lists, replies, threads
from broadcaster.console.on_site import help_points, people
from broadcaster.console.register import contacts, exports, household, households, imports, places
from broadcaster.console.reports import pages as reports
from broadcaster.console.reports import unreached
from broadcaster.console.team import (
    access,
    api_tokens,
    audit_log,
    codes,
    colleague,
    colleagues,
    invitations,
    resets,
    second_factor,
    sessions,
    webhooks,
)
from broadcaster.console.works import (
    changing,
    cuts,
    feeds,
    milestones,
    plans,
    posters,
    timeline_views,
    to_confirm,
)

# Order matters in two places: what names a word where another noun's address has {id} comes first.
NOUNS = (
    *(home, alerts),
    *(lists, canned, duty, handling, holds, replies, threads),
    *(changing, milestones, cuts, plans, feeds, posters, timeline_views, to_confirm),
    *(people, help_points),
    *(households, exports, household, contacts, imports, places),
    *(planned, saved, composing, drafts, approvals, controls, deliveries, presence, previews),
    *(progress, resends, series, trials),
    *(texts, lacks, review, review_texts, site_facts),
    *(unreached, reports),
    *(access, codes, invitations, resets, sessions, second_factor),
    *(colleagues, colleague, audit_log, api_tokens, webhooks),
)
"""The modules that have pages."""
