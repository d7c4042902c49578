import type { INodeProperties } from 'n8n-workflow';

/** The vendor documents no numbers of events: those of users, clients and other changes of tickets nobody here knows. */
export const eventsNotice: INodeProperties = {
	displayName:
		'HaloPSA tells of new, closed and deleted tickets and of changed statuses. For users, clients and other changes add their events to the webhook "n8n-nodes-psa-sync" in HaloPSA, once the workflow is published (Configuration > Integrations > Webhooks); they are kept when you publish again. What is not told of arrives at the interval of When Due.',
	name: 'eventsNotice',
	type: 'notice',
	default: '',
};
