"""Runs the steps on the connection that ``geo.database.migrate`` hands over."""

from alembic import context

from geo.database.migrate import comparison

connection = context.config.attributes["connection"]
context.configure(connection=connection, **comparison(connection))
with context.begin_transaction():
    context.run_migrations()
