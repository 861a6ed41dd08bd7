from benchmarks.__main__ import END, START, with_results


def test_only_the_part_between_the_marks_is_replaced():
    page = f"# Results\n{START}old\n{END}## Sources\n"

    assert with_results(page, "new") == f"# Results\n{START}new\n{END}## Sources\n"
    assert with_results(with_results(page, "new"), "new") == with_results(page, "new")
