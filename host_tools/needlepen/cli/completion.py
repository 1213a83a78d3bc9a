"""The command for the shell itself: completion."""

import click

from ..errors import UsageError
from ..language import tr
from .options import Options, command

_LINES = {
    "bash": ("bash_source", "~/.bashrc", 'eval "$(needlepen completion bash)"'),
    "zsh": ("zsh_source", "~/.zshrc", 'eval "$(needlepen completion zsh)"'),
    "fish": ("fish_source", "~/.config/fish/config.fish", "needlepen completion fish | source"),
    "powershell": ("", "$PROFILE", "needlepen completion powershell | Out-String | Invoke-Expression"),
}

# click has none for PowerShell: this asks click's own answer for bash, a line a word: "plain,status"
_POWERSHELL = """Register-ArgumentCompleter -Native -CommandName needlepen -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | ForEach-Object { $_.ToString() })
    $at = if ($wordToComplete) { $words.Count - 1 } else { $words.Count }
    $env:_NEEDLEPEN_COMPLETE = 'bash_complete'
    $env:COMP_WORDS = $words -join ' '
    $env:COMP_CWORD = $at
    try {
        needlepen | ForEach-Object {
            $kind, $value = $_ -split ',', 2
            if ($kind -eq 'plain') {
                [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $value)
            }
        }
    } finally {
        Remove-Item Env:_NEEDLEPEN_COMPLETE, Env:COMP_WORDS, Env:COMP_CWORD
    }
}
"""


@command()
@click.argument("shell", type=click.Choice(list(_LINES)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what makes the Tab key know needlepen's commands, for your shell.

    bash: put [cyan]eval "$(needlepen completion bash)"[/] into ~/.bashrc. zsh: the same with zsh into ~/.zshrc. fish:
    [cyan]needlepen completion fish | source[/]. PowerShell: [cyan]needlepen completion powershell | Out-String |
    Invoke-Expression[/] into $PROFILE.

    Example: [cyan]needlepen completion bash[/]
    """
    options = ctx.ensure_object(Options)
    name, where, line = _LINES[shell]
    text = _POWERSHELL if shell == "powershell" else _source(ctx, name)
    if options.json:
        options.output.result({"shell": shell, "file": where, "line": line, "script": text})
    else:
        click.echo(text)  # as it is: a program reads it


def _source(ctx: click.Context, name: str) -> str:
    from click.shell_completion import get_completion_class

    made = get_completion_class(name.removesuffix("_source"))
    if made is None:
        raise UsageError(tr("This shell is not known."), "", "needlepen completion --help")
    return made(ctx.find_root().command, {}, "needlepen", "_NEEDLEPEN_COMPLETE").source()
