"""The cells of the public register's matrices."""

from django import template

from cms.disclosures.register.cells import grid_cells, matrix_cells

register = template.Library()
register.simple_tag(matrix_cells)
register.simple_tag(grid_cells)
