import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SYSTEM_NAMES } from '../../sync/model/entity';
import { PAIRINGS } from './pairings';

describe('the conformance suite', () => {
	test.each(PAIRINGS.map(({ template, psa, platform }) => [template.key, psa.id, platform.id] as const))(
		'is run for the pairing "%s"',
		(key, psa, platform) => {
			const file = join(__dirname, 'pairings', `${key}.test.ts`);
			if (existsSync(file)) return;
			throw new Error(`${SYSTEM_NAMES[psa]} and ${SYSTEM_NAMES[platform]} have a template: add ${file}.`);
		},
	);
});
