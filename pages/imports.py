"""Import: drop files, see what would become of every row, confirm; read and take back receipts."""

from ecogov.ui.imports.desk import import_desk
from ecogov.ui.imports.history import history
from ecogov.ui.imports.project_choice import project_to_fill
from ecogov.ui.imports.receipts import open_receipts
from ecogov.ui.shell import enter

page = enter("imports")
project = project_to_fill(page)
open_receipts(page)

if project is not None:
    import_desk(page, project)
    history(page, project)
