import { parseArgs } from 'node:util';
import { CONTROL_ROOT } from './http';
import { startSystems } from './systems';
import { untilStopped } from './until-stopped';

const { values } = parseArgs({
	options: {
		'connectwise-port': { type: 'string' },
		'platform-port': { type: 'string' },
		companies: { type: 'string', default: '24' },
		contacts: { type: 'string', default: '8' },
		tickets: { type: 'string', default: '200' },
		'on-platform': { type: 'string', default: '0' },
	},
});

/** @throws RangeError for an argument that is no whole number */
function whole(name: keyof typeof values): number | undefined {
	const text = values[name];
	if (text === undefined) return undefined;
	const number = Number(text);
	if (!Number.isInteger(number) || number < 0) throw new RangeError(`--${name} takes a whole number, not "${text}"`);
	return number;
}

async function main(): Promise<void> {
	const systems = await startSystems({
		connectwisePort: whole('connectwise-port'),
		platformPort: whole('platform-port'),
		companies: whole('companies') ?? 0,
		contactsPerCompany: whole('contacts') ?? 0,
		tickets: whole('tickets') ?? 0,
		alreadyOnPlatform: whole('on-platform') ?? 0,
	});
	const { connectwise, platform } = systems;
	const addresses = {
		connectwise: {
			url: connectwise.url,
			apiUrl: connectwise.apiUrl,
			controlUrl: `${connectwise.url}${CONTROL_ROOT}`,
			...connectwise.credentials,
		},
		platform: {
			url: platform.url,
			apiUrl: platform.apiUrl,
			controlUrl: `${platform.url}${CONTROL_ROOT}`,
			apiKey: platform.apiKey,
		},
	};
	process.stdout.write(`${JSON.stringify(addresses)}\n`);
	await untilStopped();
	await systems.close();
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
