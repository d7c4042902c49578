import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const NAME = 'n8n-nodes-psa-sync';
const packageFile = z.object({ name: z.literal(NAME), version: z.string() });

/** @returns name and version of this package, as its own package.json says; without a version where there is none. */
export function productVersion(): string {
	for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
		const file = join(folder, 'package.json');
		if (!existsSync(file)) continue;
		const parsed = packageFile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
		if (parsed.success) return `${NAME} ${parsed.data.version}`;
	}
	return NAME;
}
