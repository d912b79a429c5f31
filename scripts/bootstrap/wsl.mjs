/** Of Docker's own distributions nothing can be run in. */
const notForPeople = /^(docker-desktop|rancher-desktop|podman-machine)/;

/**
 * Reads what `wsl.exe -l -v` prints, in any language: a star for the default, name, state, version. Old versions of wsl.exe write UTF-16,
 * which arrives here with a zero after each letter.
 */
export function parseDistributions(output) {
  return output
    .replaceAll("\0", "")
    .split(/\r?\n/)
    .map((line) => /^\s*(\*?)\s*(\S+)\s{2,}\S.*?\s{2,}([12])\s*$/.exec(line))
    .filter((match) => match !== null)
    .map(([, star, name, version]) => ({ name, version: Number(version), isDefault: star === "*" }))
    .filter(({ name }) => !notForPeople.test(name));
}

/** The distribution to run in: the default one, else any, but of version 2 only, since version 1 is no Linux kernel. */
export function chooseDistribution(distributions) {
  const usable = distributions.filter(({ version }) => version === 2);
  return usable.find(({ isDefault }) => isDefault) ?? usable[0];
}

/** What a person types to get WSL2, in Russian and English, and what is said before it. */
export function describeMissing(found) {
  const [old] = found;
  const [ru, en, first] = old
    ? [`Дистрибутив ${old.name} работает в WSL 1`, `${old.name} runs in WSL 1`, `wsl --set-version ${old.name} 2`]
    : ["На этой машине нет Linux в WSL2", "This machine has no Linux in WSL2", "wsl --install -d Debian"];
  const commands = [first, installGit(old?.name ?? "Debian")];
  return explain(`${ru}, а платформе он нужен.`, `${en}, and the platform needs it.`, commands);
}

/** The same for a Linux that has no git. */
export function describeMissingGit(distribution) {
  return explain(
    `В ${distribution} нет git, а он нужен для копии исходников.`,
    `${distribution} has no git, which the copy of the sources needs.`,
    [installGit(distribution)],
  );
}

function installGit(distribution) {
  return `wsl -d ${distribution} -u root sh -c "apt-get update && apt-get install -y git"`;
}

function explain(ru, en, commands) {
  const many = commands.length > 1;
  return [
    `${ru} Выполните в PowerShell ${many ? "эти две команды" : "эту команду"} и снова npm start`,
    ...(many ? ["(после первой Windows может попросить перезагрузку и имя нового пользователя Linux):"] : []),
    "",
    ...commands.map((command) => `    ${command}`),
    "",
    `${en} Run ${many ? "these two commands" : "this command"} in PowerShell, then npm start again`,
    ...(many ? ["(after the first Windows may want a restart, and a name for the new Linux user)."] : []),
  ].join("\n");
}
