"""The renderer of documents: headings, links, pictures and tables come out as a page needs them."""

import re

import pytest

from boards.documents import markdown

TEXT = """# A *title*

See [there](other.md#part), [nowhere](gone.md) and [below](#down-here).

<!-- from the circuit: facts -->
| Fact | | From |
|---|---|---|
| one | 2 | `three` |
<!-- end -->

![What it shows](drawn.png)

## Down here

| | |
|---|---|
| a | b |

| 1 | 2 | 3 | 4 | 5 |
|---|---|---|---|---|
| a | b | c | d | e |
"""


def made(**more):
    return markdown.body(
        TEXT,
        lambda target: "" if "gone" in target else target,
        lambda source, words: f'<img src="{source}" alt="{words}">',
        **more,
    )


def test_headings_have_githubs_anchors():
    assert made().headings == [(1, "a-title", "A title"), (2, "down-here", "Down here")]
    assert '<h1 id="a-title">A <em>title</em></h1>' in made().html


def test_headings_of_a_part_begin_at_its_rank_with_its_name():
    found = made(name="zero", rank=2).headings
    assert [(one.rank, one.anchor) for one in found] == [(2, "zero"), (3, "zero-down-here")]
    assert '<h3 id="zero-down-here">Down here</h3>' in made(name="zero", rank=2).html


def test_a_link_that_leads_nowhere_is_only_its_words():
    assert 'href="other.md#part">there</a>, nowhere and <a href="#down-here">' in made().html


def test_a_picture_is_what_the_caller_makes_of_it_and_no_paragraph():
    assert re.search(r'(?<!<p>)<img src="drawn.png" alt="What it shows">(?!</p>)', made().html)


def test_comments_of_the_source_are_left_out():
    assert "<!--" not in made().html and "from the circuit" not in made().html


def test_a_head_without_words_is_left_out_and_a_cell_without_words_is_no_head():
    assert made().html.count("<thead>") == 2 and "<th></th>" not in made().html


def test_a_cell_says_what_its_column_is_called_where_it_has_a_name():
    assert "<td>one</td>" in made().html and "<td>2</td>" in made().html
    assert '<td data-label="From"><code>three</code></td>' in made().html


def test_a_table_of_many_columns_is_scrolled_and_named_by_the_heading_above():
    frame = '<div class="wide" role="group" aria-labelledby="down-here" tabindex="0">\n<table class="many">'
    assert made().html.count('class="wide"') == 1 and frame in made().html


def test_a_section_ends_where_the_next_of_its_rank_begins():
    text = "# a\n## b\nthis\n### c\nthat\n## d\nnot this\n"
    assert markdown.section(text, "b") == "## b\nthis\n### c\nthat\n"
    assert markdown.section(text, "d") == "## d\nnot this\n"
    with pytest.raises(ValueError, match="no heading 'e'"):
        markdown.section(text, "e")
