using TaskForce.Cli;
using TaskForce.Cli.Shells;

var shell = Shell.OfThisProcess();
return await shell.InvokeAsync(Commands.Create(shell), args);
