import assert from "node:assert/strict";
import { commandRefusal, type GivenCommand } from "../../src/policy/commands.ts";

function denies(denied: readonly string[], command: GivenCommand): boolean {
  return commandRefusal({ allowed: undefined, denied }, command) !== undefined;
}

function allows(allowed: readonly string[], command: GivenCommand): boolean {
  return commandRefusal({ allowed, denied: [] }, command) === undefined;
}

Deno.test("without patterns every command may run", () => {
  for (const command of ["rm -rf / && $(reboot)", ["rm", "-rf", "/"]]) {
    assert.equal(commandRefusal({ allowed: undefined, denied: [] }, command), undefined);
  }
});

const denied: Readonly<Record<string, GivenCommand>> = {
  "alone": "rm",
  "with arguments": "rm -rf /srv",
  "by its full path": "/usr/bin/rm -rf /srv",
  "in capitals": "RM -rf /srv",
  "in quotes": `"rm" -rf /srv`,
  "in pieces of quotes": `r'm' -rf /srv`,
  "with a backslash": "r\\m -rf /srv",
  "over a continued line": "r\\\nm -rf /srv",
  "after a semicolon": "true;rm -rf /srv",
  "after &&": "true&&rm -rf /srv",
  "after ||": "false || rm -rf /srv",
  "after &": "sleep 1 & rm -rf /srv",
  "behind a pipe": "ls | rm -rf /srv",
  "on the second line": "true\nrm -rf /srv",
  "in round brackets": "(rm -rf /srv)",
  "in a group": "{ rm -rf /srv; }",
  "behind a keyword": "if true; then rm -rf /srv; fi",
  "negated": "! rm -rf /srv",
  "behind variables": "LANG=C X='a b' rm -rf /srv",
  "behind a redirection": ">/dev/null rm -rf /srv",
  "behind a redirection with a space": "2> /dev/null rm -rf /srv",
  "with a redirection glued to it": "rm</dev/null -rf /srv",
  "after a joined redirection": "ls &>/dev/null rm -rf /srv",
  "in a substitution": "echo $(rm -rf /srv)",
  "in backticks": "echo `rm -rf /srv`",
  "after a comment with a quote in it": "true # it's\nrm -rf /srv",
  "in a substitution within double quotes": `echo "it is $(rm -rf /srv)"`,
  "in a substitution whose quotes end the outer ones": `echo "$(rm -rf "/srv")"`,
  "in backticks within double quotes": 'echo "it is `rm -rf /srv`"',
  "as a list of arguments": ["/bin/rm", "-rf", "/srv"],
  "in the line of a shell": ["sh", "-c", "rm -rf /srv"],
  "in the line of a shell, after another command": ["/bin/bash", "-c", "cd /srv && rm -rf ."],
  "in the line of a shell with options": ["bash", "--norc", "-euxc", "rm -rf /srv"],
  "in the line of a shell whose options stand behind": ["sh", "-c", "-e", "rm -rf /srv"],
  "in the line of a shell in a line": `sh -c "rm -rf /srv"`,
  "three shells deep": ["sh", "-c", `sh -c "sh -c 'rm -rf /srv'"`],
  "behind env": ["env", "-i", "LANG=C", "rm", "-rf", "/srv"],
  "behind sudo and its options": "sudo -u root -- rm -rf /srv",
  "behind timeout and nice": ["timeout", "5", "nice", "-n", "10", "rm", "-rf", "/srv"],
  "behind time and its option": "time -p rm -rf /srv",
  "in a shell behind sudo": ["sudo", "sh", "-c", "rm -rf /srv"],
  "as an applet": ["busybox", "rm", "-rf", "/srv"],
  "in a shell that is an applet": ["busybox", "sh", "-c", "rm -rf /srv"],
  "behind xargs": "ls | xargs -n 1 rm -rf",
  "in find": ["find", "/srv", "-name", "*.log", "-exec", "rm", "{}", ";"],
  "in a line of su": ["su", "-", "app", "-c", "rm -rf /srv"],
  "in a line of runuser": ["runuser", "-u", "app", "--command", "rm -rf /srv"],
  "in eval": `eval "rm -rf" /srv`,
};

for (const [how, command] of Object.entries(denied)) {
  Deno.test(`a denied program is found ${how}`, () => assert.equal(denies(["rm"], command), true));
}

const spared: Readonly<Record<string, GivenCommand>> = {
  "an argument of that name": "echo rm",
  "the name within quotes": "echo 'a; rm -rf /srv'",
  "an escaped separator": "echo a\\; rm",
  "another program that begins with it": "rmdir /srv",
  "a file of that name that is written to": "echo a > rm",
  "a comment": "true # rm -rf /srv",
  "one argument of a list that looks like a line": ["echo", "a; rm -rf /srv"],
  "an argument of a shell's line": ["sh", "-c", 'echo "$1"', "sh", "rm"],
  "a script of that name": ["sh", "rm"],
  "a substitution within single quotes": "echo '$(rm -rf /srv)'",
  "an escaped substitution": `echo "\\$(rm -rf /srv)"`,
  "a directory of that name that is searched": ["find", "rm", "-name", "*.log"],
};

for (const [what, command] of Object.entries(spared)) {
  Deno.test(`a pattern that denies a program spares ${what}`, () => {
    assert.equal(denies(["rm"], command), false);
  });
}

Deno.test("a pattern of several words denies what begins with them, and nothing else of that program", () => {
  const patterns = ["systemctl stop *", "dd *of=/dev/*"];
  assert.equal(denies(patterns, "systemctl stop nginx"), true);
  assert.equal(denies(patterns, "systemctl stop"), true);
  assert.equal(denies(patterns, ["systemctl", "stop", "a", "b"]), true);
  assert.equal(denies(patterns, "systemctl status nginx"), false);
  assert.equal(denies(patterns, "dd of=/dev/sda"), true);
  assert.equal(denies(patterns, "dd of=/tmp/x"), false);
});

Deno.test("a line of a hundred thousand characters is judged at once, however it is nested", () => {
  const lines: readonly GivenCommand[] = [
    "env ".repeat(25_000),
    ["env", ...Array.from({ length: 20_000 }, () => "sudo")],
    "sh -c '".repeat(14_000),
    `${'"$('.repeat(30_000)}`,
    "`".repeat(100_000),
  ];
  for (const line of lines) assert.equal(denies(["rm"], line), false);
});

Deno.test("a denied command is refused with the words, the pattern and the setting", () => {
  const refusal = commandRefusal({ allowed: ["*"], denied: ["rm *"] }, "ls; rm -rf /srv");
  assert.match(refusal?.message ?? "", /rm -rf \/srv is denied by PROXMOX_DENIED_COMMANDS \(rm \*\)/);
  assert.deepEqual(refusal?.settings, ["PROXMOX_DENIED_COMMANDS"]);
});

const within: Readonly<Record<string, GivenCommand>> = {
  "alone": "df",
  "with arguments": "df -h /srv",
  "by its full path": "/usr/bin/df -h",
  "with quoted arguments": `systemctl status "my service"`,
  "joined to another that is allowed": "df -h && systemctl status nginx; df | df",
  "with its errors sent after its output": "df -h 2>&1",
  "with its output thrown away": "df -h >/dev/null 2> /dev/null",
  "with a variable set for it": "LANG=C df -h",
  "with a variable as argument": `df "\${HOME}" $x`,
  "with a comment": "df # how full is it",
  "as a list of arguments": ["df", "$(reboot)", "`reboot`", ";", "reboot"],
};

for (const [how, command] of Object.entries(within)) {
  Deno.test(`an allowed command may run ${how}`, () => {
    assert.equal(allows(["df", "systemctl status *"], command), true);
  });
}

const beyond: Readonly<Record<string, GivenCommand>> = {
  "another program": "reboot",
  "another word than the pattern's": "systemctl stop nginx",
  "a second command that is not allowed": "df; reboot",
  "a second line that is not allowed": "df\nreboot",
  "a pipe into what is not allowed": "df | sh",
  "a command in the background": "df & reboot",
  "what stands behind a comment's quote": "df # it's\nreboot",
  "what stands behind a redirection": "> df reboot",
  "what a joined redirection sets free": "df &>x reboot",
  "a substitution": "df $(reboot)",
  "a substitution in double quotes": `df "$(reboot)"`,
  "backticks": "df `reboot`",
  "a process in place of a file": "df <(reboot)",
  "quotes that shells end at different places": "df $'\\'' ; reboot #'",
  "capitals": "DF",
  "a program that comes out of a variable": "$df",
  "another program in a list of arguments": ["sh", "-c", "df"],
};

for (const [what, command] of Object.entries(beyond)) {
  Deno.test(`a list of allowed commands refuses ${what}`, () => {
    assert.equal(allows(["df", "systemctl status *"], command), false);
  });
}

Deno.test("a command that is not allowed is refused with what is allowed, and the setting", () => {
  const refusal = commandRefusal({ allowed: ["df", "ps *"], denied: [] }, "reboot now");
  assert.match(refusal?.message ?? "", /reboot now is not within PROXMOX_ALLOWED_COMMANDS/);
  assert.equal(refusal?.remedy, "Allowed are: df; ps *.");
  assert.deepEqual(refusal?.settings, ["PROXMOX_ALLOWED_COMMANDS"]);
});
