/**
 * The tables of a store, as Kysely sees them. Only types that SQLite and PostgreSQL share: text, and integers within 32
 * bits. Times are ISO 8601 UTC with milliseconds, which sort as text; columns marked JSON hold JSON text.
 */
export interface StoreSchema {
	tenants: { sync: string; side: string; system: string; fingerprint: string };
	watermarks: { sync: string; side: string; entity: string; /** JSON */ state: string; at: string | null };
	pulls: { id: string; sync: string; side: string; /** JSON */ steps: string; created_at: string };
	revisits: RevisitRow;
	links: LinkRow;
	writes: WriteRow;
	reviews: ReviewRow;
	carried_out: CarriedOutRow;
	audit: AuditRow;
	cached_values: { key: string; /** JSON */ value: string; at: string };
	commits: { sync: string; at: string };
	inbox: { inbox: string; seq: number; /** JSON */ note: string; at: string };
	phases: PhaseRow;
	phase_switches: PhaseSwitchRow;
	setting_changes: SettingChangeRow;
	left_out: LeftOutRow;
	shared_state: { key: string; /** JSON */ value: string };
	psa_sync_schema: { version: number; applied_at: string };
}

export interface PhaseRow {
	sync: string;
	phase: number;
	workflow_id: string | null;
	workflow_name: string | null;
	since: string;
	last_run_at: string;
}

export interface PhaseSwitchRow {
	sync: string;
	/** Counts the changes of phase of a sync, from 1. */
	seq: number;
	from_phase: number;
	to_phase: number;
	by: string;
	/** JSON */
	although: string;
	at: string;
}

/** What a setting of a sync was changed to; the one with the highest `seq` stands. */
export interface SettingChangeRow {
	sync: string;
	name: string;
	/** Counts the changes of one setting, from 1. */
	seq: number;
	/** JSON */
	value: string;
	by: string;
	at: string;
}

/** The records of one entity that were left out because of one ticket: one row, since there may be very many of them. */
export interface LeftOutRow {
	sync: string;
	side: string;
	ticket_id: string;
	entity: string;
	/** JSON */
	ids: string;
}

export interface RevisitRow {
	id: string;
	/** Order of arrival. */
	seq: number;
	sync: string;
	side: string;
	entity: string;
	record_id: string;
	/** JSON */
	force: string;
	reason: string;
}

export interface LinkRow {
	id: string;
	sync: string;
	entity: string;
	psa_id: string | null;
	platform_id: string | null;
	/** JSON */
	psa_shadow: string | null;
	/** JSON */
	platform_shadow: string | null;
	state: string;
	psa_missing: string | null;
	platform_missing: string | null;
	revision: number;
	created_at: string;
	updated_at: string;
}

export interface WriteRow {
	id: string;
	/** Age: the oldest write of a link and target goes first. */
	seq: number;
	sync: string;
	link_id: string;
	entity: string;
	/** Place of the entity in write order, parents first. */
	rank: number;
	target: string;
	kind: string;
	/** JSON */
	fields: string;
	/** JSON */
	payload: string | null;
	/** JSON */
	replaces: string | null;
	sent_at: string | null;
	status: string;
	attempts: number;
	not_before: string | null;
	lease_until: string | null;
	lease_token: string | null;
	source_changed_at: string | null;
	source_author: string | null;
	target_hint: string | null;
	create_anyway: number;
	last_error: string | null;
	/** 1 where the target was seen to hold it (and it is not over for another reason). */
	acknowledged: number;
	created_at: string;
}

export interface ReviewRow {
	id: string;
	seq: number;
	sync: string;
	kind: string;
	link_id: string;
	entity: string;
	field: string;
	origin: string | null;
	/** JSON, as are psa, platform, candidates and decision. */
	base: string;
	psa: string | null;
	platform: string | null;
	side: string | null;
	write_id: string | null;
	message: string;
	candidates: string;
	status: string;
	decision: string;
	created_at: string;
	updated_at: string;
}

/** One write that was carried out, or may have been: what the limit of writes per record counts. */
export interface CarriedOutRow {
	link_id: string;
	target: string;
	at: string;
	/** JSON: the platform's names of the fields that were written */
	fields: string;
}

export interface AuditRow {
	id: number;
	sync: string;
	link_id: string;
	entity: string;
	kind: string;
	side: string;
	field: string;
	/** JSON */
	before: string;
	/** JSON */
	after: string;
	reason: string;
	at: string;
}
