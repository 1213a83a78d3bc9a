"""The one request for durability and its answer: every answer belongs to its own request, and is given once (S5)."""

from pen.core.io import COMMIT_LEDGER, COMMIT_NONE, COMMIT_USE, DONE, FAILED_STORE, PENDING, Commit


def test_s5_a_request_is_pending_until_it_is_answered_and_the_answer_is_given_once():
    commit = Commit()
    assert commit.wanted == COMMIT_NONE
    assert commit.request(COMMIT_LEDGER) == PENDING and commit.wanted == COMMIT_LEDGER
    assert commit.request(COMMIT_LEDGER) == PENDING
    commit.answer(DONE)
    assert commit.request(COMMIT_LEDGER) == DONE and commit.wanted == COMMIT_NONE
    assert commit.request(COMMIT_LEDGER) == PENDING


def test_s5_an_answer_that_was_there_before_the_request_counts_for_nothing():
    commit = Commit()
    commit.answer(DONE)
    assert commit.request(COMMIT_USE) == PENDING and commit.request(COMMIT_USE) == PENDING
    commit.answer(FAILED_STORE)
    assert commit.request(COMMIT_USE) == FAILED_STORE


def test_s5_the_answer_to_a_cancelled_request_is_not_taken_for_the_next_one():
    commit = Commit()
    commit.request(COMMIT_USE)
    commit.answer(DONE)
    commit.cancel()
    assert commit.wanted == COMMIT_NONE
    assert commit.request(COMMIT_LEDGER) == PENDING and commit.wanted == COMMIT_LEDGER
