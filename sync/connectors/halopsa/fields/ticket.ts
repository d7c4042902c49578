import type { FieldDefinition } from '../../../model/catalogue';
import { choice, flag, integer, lines, link, setup, text, time } from './builders';

/**
 * Model `Faults` of the specification. What the server counts by itself (SLA times, time left, numbers of actions) is
 * left out: it changes without anybody's edit. Real tickets carry the ids of status, priority, type and agent without
 * their names; the connector adds them.
 */
export const ticketFields: readonly FieldDefinition[] = [
	integer('id', 'Ticket #', { readOnly: true }),
	text('summary', 'Summary', { required: true }),
	lines('details', 'Details'),
	...setup('tickettype', 'Ticket Type'),
	// Statuses belong to ticket types, priorities to SLAs.
	...setup('status', 'Status'),
	...setup('priority', 'Priority'),
	...link('client', 'Client', 'company', { required: true }),
	choice('site_id', 'Site (ID)'),
	text('site_name', 'Site', { readOnly: true }),
	...link('user', 'User', 'contact'),
	...setup('agent', 'Agent'),
	choice('team', 'Team'),
	choice('sla_id', 'SLA (ID)'),
	text('sla_name', 'SLA', { readOnly: true }),
	choice('impact', 'Impact (ID)'),
	choice('urgency', 'Urgency (ID)'),
	text('category_1', 'Category 1'),
	text('category_2', 'Category 2'),
	text('category_3', 'Category 3'),
	text('category_4', 'Category 4'),
	time('deadlinedate', 'Deadline'),
	time('targetdate', 'Target Date'),
	time('startdate', 'Start Date'),
	time('dateoccurred', 'Date Occurred', { createOnly: true }),
	text('reportedby', 'Reported By'),
	text('third_party_id_string', 'External Reference'),
	{ name: 'contract_id', label: 'Agreement', type: 'reference', references: 'agreement' },
	text('userdef1', 'User Defined 1'),
	text('userdef2', 'User Defined 2'),
	text('userdef3', 'User Defined 3'),
	text('userdef4', 'User Defined 4'),
	text('userdef5', 'User Defined 5'),
	flag('showforusers', 'Visible in the Portal'),
	flag('is_vip', 'VIP', { readOnly: true }),
	integer('parent_id', 'Parent Ticket #', { readOnly: true }),
	integer('merged_into_id', 'Merged Into Ticket #', { readOnly: true }),
	time('dateclosed', 'Date Closed', { readOnly: true }),
	time('datecreated', 'Date Created', { readOnly: true }),
];
