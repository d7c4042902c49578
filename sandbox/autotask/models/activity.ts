import { type Model, date, day, decimal, flag, id, integer, long, own, pick, refer, required, text } from './fields';

/** The vendor's `TicketNoteModel`: whether a title is needed is a setting of the ticket's category. */
export const ticketNoteModel: Model = {
	name: 'TicketNoteModel',
	fields: {
		id: id(),
		createDateTime: own(date()),
		createdByContactID: own(refer('Contact')),
		creatorResourceID: own(refer('Resource')),
		description: required(text(32000)),
		impersonatorCreatorResourceID: own(refer('Resource')),
		impersonatorUpdaterResourceID: own(refer('Resource')),
		lastActivityDate: own(date()),
		noteType: required(pick('noteType')),
		publish: required(pick('publish')),
		ticketID: required(refer('Ticket')),
		title: text(250),
	},
};

/** The vendor's `TimeEntryModel`. */
export const timeEntryModel: Model = {
	name: 'TimeEntryModel',
	fields: {
		id: id(),
		billingApprovalDateTime: own(date()),
		billingApprovalLevelMostRecent: own(integer()),
		billingApprovalResourceID: own(refer('Resource')),
		billingCodeID: refer('BillingCode'),
		contractID: refer('Contract'),
		contractServiceBundleID: long({ reference: 'ContractServiceBundle' }),
		contractServiceID: long({ reference: 'ContractService' }),
		createDateTime: own(date()),
		creatorUserID: own(integer()),
		dateWorked: day(),
		endDateTime: date(),
		hoursToBill: own(decimal()),
		hoursWorked: decimal(),
		impersonatorCreatorResourceID: own(refer('Resource')),
		impersonatorUpdaterResourceID: own(refer('Resource')),
		internalBillingCodeID: refer('BillingCode'),
		internalNotes: text(32000),
		isInternalNotesVisibleToComanaged: flag(),
		isNonBillable: flag(),
		lastModifiedDateTime: own(date()),
		lastModifiedUserID: own(integer()),
		offsetHours: decimal(),
		resourceID: required(refer('Resource')),
		roleID: refer('Role'),
		showOnInvoice: flag(),
		startDateTime: date(),
		summaryNotes: text(32000),
		taskID: refer('Task'),
		ticketID: refer('Ticket'),
		timeEntryType: own(pick('timeEntryType')),
	},
};

/** The vendor's `DeletedTicketLogModel`: who deleted which ticket, and when. */
export const deletedTicketLogModel: Model = {
	name: 'DeletedTicketLogModel',
	fields: {
		id: id(),
		ticketID: own(integer()),
		ticketNumber: own(text(50)),
		ticketTitle: own(text(255)),
		deletedByResourceID: own(refer('Resource')),
		deletedDateTime: own(date()),
	},
};

/** The vendor's `DeletedTicketActivityLogModel`: notes and time entries that were deleted. */
export const deletedTicketActivityLogModel: Model = {
	name: 'DeletedTicketActivityLogModel',
	fields: {
		id: id(),
		typeID: own(pick('deletedActivityType')),
		ticketID: own(integer()),
		ticketNumber: own(text(50)),
		noteOrAttachmentTitle: own(text(250)),
		createdByResourceID: own(refer('Resource')),
		activityDateTime: own(date()),
		startDateTime: own(date()),
		endDateTime: own(date()),
		hoursWorked: own(decimal()),
		deletedByResourceID: own(refer('Resource')),
		deletedDateTime: own(date()),
	},
};
