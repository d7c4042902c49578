import { SyncError } from '../../../model/errors';

/**
 * What ConnectWise says where it takes no time, and what a person can do about it. "Report periods" was seen live; for
 * the others nobody here has seen the wording, so that they are known by the words that any wording must have.
 */
const ADVICE: ReadonlyArray<{ readonly said: RegExp; readonly todo: string }> = [
	{
		said: /report(?:ing)? period|time period|periods?\b/i,
		todo: 'there is no open time period for that day. Set the period up or reopen it in ConnectWise (System > Setup Tables > Time Period), or correct the day of the entry, then retry',
	},
	{
		said: /time ?sheet|approv|submitted/i,
		todo: 'its time sheet was submitted or approved. Reverse the approval or reject the sheet in ConnectWise (Time & Expense > Time Sheets), then retry; or enter it there by hand and dismiss this',
	},
	{
		said: /\bbilled\b|invoice/i,
		todo: 'it has been billed. Reopen the invoice or detach the entry in ConnectWise, then retry; or correct it with the next invoice and dismiss this',
	},
	{
		said: /closed|time entry (?:is )?not allowed|not allow(?:ed)? time/i,
		todo: "the ticket's status or board takes no time. Reopen the ticket or choose a status that allows time entries, then retry",
	},
];

/** Carries out a write of time; a refusal by ConnectWise comes with what to do about it. */
export async function withAdvice<T>(what: 'create' | 'update', write: () => Promise<T>): Promise<T> {
	try {
		return await write();
	} catch (error) {
		if (!(error instanceof SyncError) || error.code !== 'REJECTED') throw error;
		const todo = ADVICE.find(({ said }) => said.test(error.message))?.todo;
		if (todo === undefined) throw error;
		const about = what === 'create' ? 'A new time entry was refused' : 'A change of a time entry was refused';
		throw new SyncError('REJECTED', `${error.message}. ${about}: ${todo}`, error.subject, { cause: error });
	}
}
