import { clientOf, startForOneTest } from './simulator';

const start = startForOneTest();

describe('workflow rules that mail clients', () => {
	it('tell the contact of public notes and of completion, once each, and of nothing else', async () => {
		const simulator = await start({ seed: { companies: 1, contactsPerCompany: 1, tickets: 1 } });
		const { control } = simulator;
		const [{ id: contactID, emailAddress: to, companyID }] = control.records('Contacts');
		const fields = { title: 'Printer', companyID, contactID, status: 1, priority: 2, queueID: 8 };
		const { id } = control.create('Tickets', fields);
		const ticket = Number(id);
		const note = { title: 'x', description: 'x', noteType: 3 };
		control.create('TicketNotes', { ...note, ticketID: ticket, publish: 2 });
		control.edit('Tickets', ticket, { status: 8 });
		expect(control.mails()).toEqual([]);
		control.create('TicketNotes', { ...note, ticketID: ticket, publish: 1 });
		const http = clientOf(simulator);
		await http.patch('/Tickets', { id: ticket, status: 5 });
		await http.patch('/Tickets', { id: ticket, status: 5, title: 'Printers' });
		expect(control.mails()).toMatchObject([
			{ id: 1, ticketId: ticket, to, cause: 'publicNote' },
			{ id: 2, ticketId: ticket, to, cause: 'completed' },
		]);
		const told = await fetch(`${simulator.url}/_sandbox/mails`);
		expect(await told.json()).toHaveLength(2);
	});

	it('leave out the API user, or companies, where their conditions say so', async () => {
		const simulator = await start({ seed: { companies: 1, contactsPerCompany: 1, tickets: 1 } });
		const { control } = simulator;
		const http = clientOf(simulator);
		const [{ id: contactID, companyID }] = control.records('Contacts');
		const fields = { title: 'Printer', companyID, contactID, status: 1, priority: 2, queueID: 8 };
		const ticket = Number(control.create('Tickets', fields).id);
		const note = { title: 'x', description: 'x', noteType: 3, publish: 1 };
		const write = async (): Promise<void> => {
			await http.post(`/Tickets/${ticket}/Notes`, note);
			control.create('TicketNotes', { ...note, ticketID: ticket });
		};
		control.set({ mailsExceptApiUser: true });
		await write();
		expect(control.mails()).toHaveLength(1);
		control.set({ mailsExceptApiUser: false, mailsExceptCompanies: [Number(companyID)] });
		await write();
		expect(control.mails()).toHaveLength(1);
	});
});
