"""Every field of every model: personal (it says something about a person), or plain (it does not).

Personal fields never leave in a URL, a file name, an e-mail, a log line or a queue message. A link to a person's row
is personal like the row. Keys, revisions and times of making are technical.
"""

TECHNICAL = frozenset({"id", "revision", "created_at", "pk"})

PERSONAL: dict[str, str] = {
    "accounts.User": "password last_login previous_login username name function phone email former_email language "
    "failed_logins date_joined",
    "accounts.Affiliation": "user organisation role starts_on ends_on",
    "accounts.Invitation": "user purpose token_hash expires_at used_at withdrawn_at",
    "accounts.CalendarKey": "user key_hash ended_at",
    "accounts.FactorReset": "user reason",
    "accounts.LockLift": "user reason",
    "accounts.FailedTry": "who device at",
    "accounts.ProviderLink": "user provider subject_hash ended_at",
    "accounts.Wish": "person asked_by what role organisation starts_on ends_on reason expires_at outcome decided_at "
    "decided_by operator_reason",
    "audit.AccessEvent": "user_id user_name organisation_id organisation role citizens parts object_id basis source",
    "core.Job": "ordered_by organisation parameters report result",
    "core.Draft": "user address content updated_at",
    "citizens.ProgrammeLead": "user starts_on ends_on",
    "citizens.Citizen": "case_number stage included_on left_on left_because voided void_reason merged_into "
    "given_name family_name search_name sort_name cpr cpr_lookup born_on address postal_code town municipality "
    "phone email language interpreter protected protected_until doctor doctor_phone doctor_note housing housing_note "
    "income income_note children_at_home intensity",
    "citizens.Referral": "citizen referred_by referrer_organisation referrer_contact received_on reason citizen_agrees "
    "steps_done answer answered_on",
    "citizens.Signpost": "citizen plan_state next_meeting_on next_follow_up_on has_crisis_plan last_activity_at "
    "admitted_from admitted_until",
    "citizens.CitizenUserObjectPermission": "user content_object",
    "citizens.Consent": "citizen kind form why_oral given_on given_to purpose expires_on withdrawn_on withdrawn_by "
    "withdrawn_how",
    "citizens.ConsentScope": "consent organisation part level ended_on ended_by ended_how",
    "citizens.ConsentScan": "consent media size sha256 voided void_reason",
    "citizens.ScanContent": "scan content",
    "citizens.CareTeamMember": "citizen user organisation place name function phone tracks contribution "
    "chairs_meetings visits_home starts_on ends_on end_reason",
    "citizens.Relative": "citizen name relation phone may_be_contacted note ended_on",
    "citizens.Stay": "citizen kind where starts_on ends_on about_count year source note voided void_reason",
    "citizens.Screening": "citizen screened_on result reasons overridden override_reason erased_on",
    "citizens.ScreeningAnswer": "screening criterion answer note",
    "citizens.Merging": "kept merged reason before",
    "citizens.AccessReview": "done_by",
    "citizens.AccessDecision": "review place lead person decision decided_by decided_at",
    "citizens.EmergencyAccess": "citizen user organisation reason text opened_at ends_at reviewed_at reviewed_by "
    "finding review_note told_by told_on told_how not_told_because",
    "citizens.ToDo": "owner citizen text due_on done_at",
    "plans.Plan": "citizen state version valid_from matters wishes resources preferences view_of_help next_meeting_on "
    "if_absent acceptance accepted_on not_accepted_reason closed_on closed_because closing_summary",
    "plans.PlanVersion": "plan number made_on made_by note",
    "plans.PlanPrint": "plan variant organisation version parts printed_by sha256",
    "plans.Situation": "plan tracks area at_start now removed",
    "plans.Challenge": "plan tracks text position removed",
    "plans.OtherPlan": "plan tracks kind authority dated contact removed",
    "plans.Agreement": "plan text who due_on done_on removed",
    "plans.CrisisPlan": "plan early_signs what_helps what_to_avoid treatment_wishes",
    "plans.CrisisContact": "crisis_plan name phone hours position removed",
    "plans.PromptAnswer": "plan prompt reply note",
    "tracks.Track": "plan kind status_line lead_organisation",
    "tracks.Goal": "track parent text kind citizens_own target_on attainment status ended_on ended_reason",
    "tracks.Intervention": "track goal area text legal_basis legal_basis_note responsible_kind responsible_member "
    "responsible_organisation responsible_function relative prioritised starts_on deadline status status_by status_at "
    "follow_up_note follow_up_result attainment ended_on ended_reason",
    "meetings.NetworkMeeting": "plan meets_on starts_at kind place called_by purpose citizen_attends state held_on "
    "cancelled_reason",
    "meetings.MeetingParticipant": "meeting member relative removed",
    "followups.Course": "citizen included_on first_round planned_to ended_on ended_because",
    "followups.Pause": "course starts_on ends_on reason",
    "followups.FollowUp": "course citizen number due_on closes_on ended_on not_relevant not_relevant_note",
    "followups.Snooze": "follow_up until reason snoozed_by",
    "followups.FollowUpAnswer": "follow_up answered_on mode answered_by proxy health satisfaction satisfied_then knows "
    "who5 together differently declined note",
    "followups.Concern": "answer kinds talked_on talked_note lapsed_on",
    "core.Notice": "about key",
    "core.Mail": "recipient key",
    "core.Delivery": "recipient",
    "tracks.LogEntry": "citizen kind tracks goal intervention text contact_form contact_on contact_with corrects "
    "author author_organisation",
}

PLAIN: dict[str, str] = {
    "core.Job": "kind state problem done total claim claimed_until tries result_name result_type expires_at",
    "core.Notice": "kind occasion due_at settled_at try_at tries problem",
    "core.Mail": "state due_at try_at claim claimed_until tries problem ended_at",
    "core.Delivery": "notice mail",
    "core.Heartbeat": "name began_at ended_at done problem",
    "followups.FollowUpSettings": "programme who5 together differently satisfied_from",
    "followups.Course": "programme",
    "followups.FollowUp": "programme",
    "accounts.Organisation": "name sector phone starts_on ends_on successor",
    "accounts.User": "is_superuser is_active groups user_permissions",
    "accounts.FailedTry": "kind",
    "audit.AccessEvent": "at request_id kind outcome status route programme_id object_type criterion",
    "audit.Seal": "at n form key prev mac sealed_at",
    "audit.RetiredMonth": "month first_n last_n kept head key mac retired_at",
    "citizens.AccessReview": "programme half_on begun_on due_on done_on kept ended",
    "citizens.Programme": "name coordinator_label addiction_label municipalities emergency_numbers quiet_days "
    "starts_on ends_on",
    "citizens.ProgrammeLead": "programme",
    "citizens.Criterion": "programme kind text age_from age_to position in_use",
    "citizens.Citizen": "programme",
    "citizens.CitizenUserObjectPermission": "permission",
    "plans.Situation": "position",
    "plans.OtherPlan": "position",
    "plans.Agreement": "position",
    "plans.Prompt": "programme text tracks position in_use",
    "tracks.Goal": "position",
    "tracks.LegalBasis": "track name explanation position in_use",
    "tracks.Intervention": "position",
}
