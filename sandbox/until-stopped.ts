/** Resolves when somebody asks the program to stop (Ctrl-C, or a supervisor). A second request ends it at once. */
export async function untilStopped(): Promise<void> {
	await new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
	});
}
