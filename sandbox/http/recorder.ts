import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** One exchange, as a line of the traffic file that specification checks read. */
export interface RecordedExchange {
	readonly vendor: string;
	readonly method: string;
	/** The path below the API root. */
	readonly path: string;
	readonly query: Readonly<Record<string, unknown>>;
	readonly requestBody?: unknown;
	readonly status: number;
	readonly responseBody?: unknown;
}

/** Appends exchanges to a JSON Lines file. Each line is on disk when {@link write} returns, so a crash loses none. */
export class TrafficRecorder {
	#file: number | null;

	/** Creates the file's folder if needed; adds to a file that exists. */
	constructor(path: string) {
		mkdirSync(dirname(path), { recursive: true });
		this.#file = openSync(path, 'a');
	}

	write(exchange: RecordedExchange): void {
		if (this.#file !== null) writeSync(this.#file, `${JSON.stringify(exchange)}\n`);
	}

	close(): void {
		if (this.#file !== null) closeSync(this.#file);
		this.#file = null;
	}
}
