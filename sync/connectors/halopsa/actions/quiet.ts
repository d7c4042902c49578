/**
 * What keeps an action from mailing anybody (specification; that the vendor's own screens send `sendemail` and `sendsms`
 * with every action was seen live). `dont_do_rules` keeps rules, and the notifications that they send, from it.
 */
export const QUIET_ACTION = {
	sendemail: false,
	sendsms: false,
	send_survey: false,
	_prevent_outgoing: true,
	dont_do_rules: true,
} as const;

/** What keeps a ticket from it: no acknowledgement of a new one, no rules that notify (specification). */
export const QUIET_TICKET = { sendack: false, _prevent_outgoing: true, dont_do_rules: true } as const;
