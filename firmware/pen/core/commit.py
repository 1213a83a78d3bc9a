"""The one request for durability that the controller can have open, and its answer (S5).

The controller requests that something be made durable and waits. The app looks at `wanted` after each control step,
writes to the stores and answers; in practice the simulation answers and nothing is written. Nothing is written here.
"""

# what must be durable before the controller goes on
COMMIT_NONE = 0
COMMIT_LEDGER = 1  # the journal, then the ledger in both stores
COMMIT_USE = 2  # binding and use mark on the cartridge's tag

# answers
PENDING = 0  # not answered yet
DONE = 1
FAILED_STORE = 2
FAILED_TAG = 3


class Commit:
    """`wanted` is what the controller waits for, COMMIT_NONE when it waits for nothing."""

    def __init__(self):
        self.wanted = COMMIT_NONE
        self._answer = PENDING

    def request(self, kind: int) -> int:
        """The controller's side: request `kind` and ask for the answer, in every step until it is not PENDING.

        The answer is given once. One that was there before the request belonged to an earlier request and is dropped.
        """
        answer = self._answer
        self._answer = PENDING
        if self.wanted == COMMIT_NONE:
            self.wanted = kind
            return PENDING
        if answer != PENDING:
            self.wanted = COMMIT_NONE
        return answer

    def cancel(self) -> None:
        """The controller's side: the answer is not waited for any more."""
        self.wanted = COMMIT_NONE

    def answer(self, result: int) -> None:
        """The writer's side: what became of `wanted`. DONE only if it was read back from where it was stored."""
        self._answer = result
