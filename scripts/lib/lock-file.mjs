// Reads package-lock.json (lockfileVersion 3) for optional packages that it should list and does not.

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** The optional packages that some package asks for and the lock file lacks: `{ name, version }`, each once. */
export function missingOptionalPackages(lock) {
	const missing = new Map();
	for (const [path, entry] of Object.entries(lock.packages)) {
		for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
			if (!isListed(lock, path, name)) missing.set(name, { name, version });
		}
	}
	return [...missing.values()];
}

/** Adds them, for npm to skip on other systems by what their names say. Returns the names that were added. */
export function completeLock(lock) {
	const missing = missingOptionalPackages(lock);
	for (const { name, version } of missing) {
		if (!/^\d+\.\d+\.\d+/.test(version))
			throw new Error(`${name}@${version} is a range: install it where the registry has it.`);
		lock.packages[`node_modules/${name}`] = { version, ...platformOf(name), optional: true };
	}
	// npm's own order, so that its next install changes nothing else.
	const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
	lock.packages = Object.fromEntries(sorted);
	return missing.map(({ name }) => name);
}

/** Node's own look-up: in the package's node_modules, then in that of each folder above. */
function isListed(lock, path, name) {
	for (let folder = path; ; folder = parentOf(folder)) {
		if (lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] !== undefined) return true;
		if (folder === '') return false;
	}
}

function parentOf(path) {
	const index = path.lastIndexOf('/node_modules/');
	return index < 0 ? '' : path.slice(0, index);
}

function platformOf(name) {
	const words = name.split(/[/-]/);
	const system = SYSTEMS.find((word) => words.includes(word));
	const processor = PROCESSORS.find((word) => words.includes(word));
	const library =
		words.includes('musl') || words.includes('musleabihf') ? 'musl' : words.includes('gnu') ? 'glibc' : undefined;
	return {
		...(processor !== undefined && { cpu: [processor] }),
		...(system === 'linux' && library !== undefined && { libc: [library] }),
		...(system !== undefined && { os: [system] }),
	};
}
