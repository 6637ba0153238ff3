"""Asking in SQL on the command line."""


def test_question_is_answered_as_json_table_and_csv(command, project, tmp_path):
    question = "SELECT code, '=1+1' AS formula FROM project"
    assert command("sql", question, "--json").json == [{"code": project, "formula": "=1+1"}]
    assert project in command("sql", question).stdout
    target = tmp_path / "answer.csv"
    assert command("sql", question, "--csv", target).status == 0
    assert "REL,'=1+1" in target.read_text(encoding="utf-8-sig")


def test_question_from_a_file_is_cut_at_its_limit(command, tmp_path):
    file = tmp_path / "question.sql"
    file.write_text("VALUES (1), (2), (3)", encoding="utf-8")
    said = command("sql", "--file", file, "--limit", 2, "--json")
    assert len(said.json) == 2
    assert "first 2 rows" in said.stderr


def test_write_is_refused(command, project):
    said = command("sql", "DELETE FROM project", "--json")
    assert (said.status, said.json["error"]["code"]) == (1, "sql.only_select")
    assert command("project", "list", "--json").json[0]["code"] == project
