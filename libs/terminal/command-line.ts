import { Command, CommanderError } from 'commander';

import { CommandError, describeCommandError, usageError } from './command-error.js';
import { visibleLines } from './visible.js';

/** @param call how people start it, for the help: `npm run admin --` */
export function createProgram(call: string, description: string): Command {
  return (
    new Command(call)
      .description(description)
      .allowExcessArguments(false)
      .helpOption('-h, --help', 'Show this help.')
      // Errors are thrown and printed by `runProgram`.
      .configureOutput({ writeErr: () => undefined })
  );
}

/**
 * Runs the command that the arguments name. An error becomes one line on standard error and the exit code: 1 when the command failed, 2 when
 * its arguments are wrong, 130 when `signal` interrupted it.
 */
export async function runProgram(program: Command, args: readonly string[], signal?: AbortSignal): Promise<void> {
  if (program.commands.length > 0) program.helpCommand('help [command]', 'Show the help of a command.');
  for (const command of [program, ...program.commands]) {
    command.exitOverride((error) => {
      throw error.exitCode === 0 ? error : misuse(command, error);
    });
  }
  try {
    if (args.length === 0 && program.commands.length > 0) {
      const names = program.commands.map((command) => command.name()).join(', ');
      throw usageError(`Choose a command: ${names}. Help: ${program.name()} --help`);
    }
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    // The help was printed.
    if (error instanceof CommanderError) return;
    process.stderr.write(`${visibleLines(describeCommandError(error))}\n`);
    process.exitCode = signal?.aborted ? 130 : error instanceof CommandError ? error.exitCode : 1;
  }
}

/** One line for what commander says in several. */
function misuse(command: Command, { code, message }: CommanderError): CommandError {
  const program = command.parent ?? command;
  const call = command.parent ? `${program.name()} ${command.name()}` : program.name();
  if (code === 'commander.missingArgument') {
    const missing = command.registeredArguments.find((argument) => message.includes(`'${argument.name()}'`));
    return usageError(`${command.name()} needs ${missing?.description}. Usage: ${call} ${command.usage()}`);
  }
  const text = message.replace(/^error: /, '').replaceAll('\n', ' ');
  const sentence = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`.replace(/[.)]*$/, (end) => (end === ')' ? ')' : '.'));
  return usageError(`${sentence} Help: ${call} --help`);
}
