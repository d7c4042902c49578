import { type Model, absent, any, date, decimal, flag, guid, integer, own, text } from './fields';

/** Models of what an administrator sets up; the API only reads them here. Specification names in `name`. */

export const statusModel: Model = {
	name: 'TStatus',
	fields: {
		id: integer(),
		guid: own(guid()),
		name: text(),
		shortname: text(),
		type: integer(0),
		sequence: integer(0),
		colour: text('#3fb5a3'),
	},
};

/** `id` is a GUID; the number that tickets use is `priorityid`, which each SLA counts from 1 (recorded). */
export const priorityModel: Model = {
	name: 'Policy',
	fields: {
		id: guid(),
		slaid: integer(),
		priorityid: integer(),
		name: text(),
		fixtime: decimal(0),
		fixunits: text('H'),
		enterslaexcuse: flag(),
		responsetime: decimal(0),
		responseunits: text('H'),
		ishidden: flag(),
		fixendofday: flag(),
		responseendofday: flag(),
		colour: text('#68bc00'),
		catprompt: integer(-1),
		workdaysoverride: integer(-1),
		responsestartofday: flag(),
		responsestartofdaytime: text('00:00:00'),
		startofday: flag(),
		startofdaytime: text('00:00:00'),
		setfixtostartdate: flag(),
		setfixtotargetdate: flag(),
	},
};

export const slaModel: Model = {
	name: 'SlaHead',
	fields: {
		id: integer(),
		guid: own(guid()),
		name: text(),
		hoursaretechslocaltime: flag(),
		workday_id: integer(1),
		responsereset: flag(),
		trackslaresponsetime: flag(true),
		trackslafixbytime: flag(true),
	},
};

export const ticketTypeModel: Model = {
	name: 'RequestType',
	details: ['allowed_status'],
	fields: {
		id: integer(),
		guid: own(guid()),
		name: text(),
		use: text('tickets'),
		sequence: integer(0),
		group_id: integer(0),
		group_name: text(),
		cancreate: flag(true),
		agentscanselect: flag(true),
		itilrequesttype: integer(1),
		allowattachments: flag(true),
		enduserscanselect: flag(true),
		anonymouscanselect: flag(),
		visible: flag(true),
		initial_status: integer(1),
		reopenedstatus: integer(2),
		default_sla: integer(1),
		default_priority: integer(3),
		default_team: text(),
		default_agent: integer(1),
		allowall_status: flag(true),
		allowed_status: any([]),
	},
};

export const agentModel: Model = {
	name: 'Uname',
	fields: {
		id: integer(),
		name: text(),
		team: text(),
		isdisabled: flag(),
		email: text(),
		initials: text(),
		firstname: text(),
		surname: text(),
		colour: text('#45c32e'),
		jobtitle: text(),
		is_agent: flag(true),
		isapiagent: flag(),
		use: text('agent'),
	},
};

export const teamModel: Model = {
	name: 'SectionDetail',
	fields: {
		id: integer(),
		guid: own(guid()),
		name: text(),
		sequence: integer(0),
		forrequests: flag(true),
		foropps: flag(),
		forprojects: flag(),
		ticket_count: integer(0),
		department_id: integer(1),
		department_name: text('Service'),
		inactive: flag(),
		use: text('team'),
	},
};

export const outcomeModel: Model = {
	name: 'TOutcome',
	fields: {
		id: integer(),
		guid: own(guid()),
		outcome: text(),
		buttonname: text(),
		labellong: text(),
		sequence: integer(0),
		hidden: flag(),
		systemid: integer(0),
		respondtype: integer(0),
		newstatus: integer(-1),
		hidefromuser: flag(),
		sendemail: integer(0),
	},
};

export const categoryModel: Model = {
	name: 'CategoryDetail',
	fields: {
		id: integer(),
		guid: own(guid()),
		value: text(),
		category_name: text(),
		type_id: integer(1),
		sla_id: integer(0),
		priority_id: integer(0),
		category_group_id: integer(0),
	},
};

export const topLevelModel: Model = {
	name: 'Tree',
	fields: { id: integer(), guid: own(guid()), name: text(), parentid: integer(0), use: text('toplevel') },
};

/** A list's custom field has `values` only where `includevalues` asks for them. */
export const fieldInfoModel: Model = {
	name: 'FieldInfo',
	details: ['values'],
	fields: {
		id: integer(),
		guid: own(guid()),
		name: text(),
		label: text(),
		labellong: text(),
		summary: text(),
		hint: text(),
		lookup: integer(0),
		type: integer(0),
		custom: integer(1),
		usage: integer(1),
		tab_id: integer(0),
		tab_name: text('Additional Fields'),
		readonly: flag(),
		extratype: integer(0),
		characterlimit: integer(0),
		characterlimittype: integer(0),
		inputtype: integer(0),
		copytochild: flag(),
		searchable: flag(),
		defaultvalue: text(),
		values: any(),
		mandatory: flag(),
		visibility: integer(1),
	},
};

export const lookupModel: Model = {
	name: 'Lookup',
	fields: { lookupid: integer(), id: integer(), name: text(), value2: absent(), sequence: integer(0) },
};

export const externalLinkModel: Model = {
	name: 'ExternalLink_List',
	fields: {
		id: integer(),
		table_id: integer(0),
		module_id: integer(0),
		halo_id: integer(0),
		halo_desc: text(),
		halo_second_id: integer(0),
		third_party_id: text(),
		third_party_desc: text(),
		third_party_type: text(),
		third_party_url: text(),
		third_party_secondary_id: text(),
		details_id: integer(0),
		date_created: own(date()),
		date_updated: own(date()),
	},
};
