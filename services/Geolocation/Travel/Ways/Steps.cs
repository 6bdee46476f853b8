using TaskForce.Geolocation.Travel.Maps;

namespace TaskForce.Geolocation.Travel.Ways;

/// <summary>
/// The steps from a patch: to those it touches, over one of them diagonally, and over open ground also as a knight moves, so that a way
/// across it is at most 3.5 % longer than the straight one up to 55 degrees of latitude (8 % along coasts and borders).
/// </summary>
internal ref struct Steps(Ground ground, int patch)
{
    private static readonly (int Rows, int Columns)[] Sides = [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0)];

    private static readonly (int Rows, int Columns)[] Knights =
    [
        (1, 2), (1, -2), (-1, 2), (-1, -2), (2, 1), (2, -1), (-2, 1), (-2, -1),
        (1, 3), (1, -3), (-1, 3), (-1, -3),
    ];

    private readonly PatchGrid _grid = ground.Grid;
    private readonly (int Row, int Column) _cell = ground.Grid.CellOf(patch);
    private (int Next, int End) _beside;
    private (int Next, int End) _beyond;
    private int _side = -1;
    private int _turn = 2;
    private int _knight;

    /// <summary>Where the step leads.</summary>
    public int Patch { get; private set; }

    /// <summary>The patch that it leads over; the first one if it leads over none.</summary>
    public int Via { get; private set; }

    public float Metres { get; private set; }

    public bool MoveNext() => MoveOver() || MoveBeside() || MoveAsKnight();

    // To a touching patch of the next side, and then, from there, at right angles.
    private bool MoveBeside()
    {
        while (_side < Sides.Length)
        {
            for (; _beside.Next < _beside.End; _beside.Next++)
            {
                var (rows, columns) = Sides[_side];
                if (IsStep(patch, _beside.Next, rows, columns))
                {
                    (Patch, Via, Metres) = (_beside.Next, patch, Ground.Between(_cell.Row, rows, columns));
                    (_turn, _beyond) = (_side == 0 ? 2 : 0, default);
                    _beside.Next++;
                    return true;
                }
            }

            _side++;
            _beside = _side < Sides.Length ? _grid.PatchesOf(_cell.Row + Sides[_side].Rows, _cell.Column + Sides[_side].Columns) : default;
        }

        return false;
    }

    private bool MoveOver()
    {
        while (_turn < 2 || _beyond.Next < _beyond.End)
        {
            var (rows, columns) = Sides[_side];
            var over = _beside.Next - 1;
            for (; _beyond.Next < _beyond.End; _beyond.Next++)
            {
                var (up, right) = Turn(_turn - 1);
                if (IsStep(over, _beyond.Next, up, right))
                {
                    (Patch, Via, Metres) = (_beyond.Next++, over, Ground.Between(_cell.Row, rows + up, columns + right));
                    return true;
                }
            }

            if (_turn < 2)
            {
                var (up, right) = Turn(_turn++);
                _beyond = _grid.PatchesOf(_cell.Row + rows + up, _cell.Column + columns + right);
            }
        }

        return false;
    }

    private bool MoveAsKnight()
    {
        while (_knight < Knights.Length && _grid.IsWhole(patch))
        {
            var (rows, columns) = Knights[_knight++];
            var (halfRows, halfColumns) = (rows / 2, columns / 2);
            if (IsOpen(halfRows, halfColumns, out _) && IsOpen(rows - halfRows, columns - halfColumns, out _)
                && IsOpen(rows, columns, out var target))
            {
                (Patch, Via, Metres) = (target, patch, Ground.Between(_cell.Row, rows, columns));
                return true;
            }
        }

        return false;
    }

    private readonly (int Rows, int Columns) Turn(int turn) => Sides[_side].Rows == 0 ? ((turn * 2) - 1, 0) : (0, (turn * 2) - 1);

    private readonly bool IsStep(int from, int to, int rows, int columns) =>
        from != to && _grid.IsLand(from) == _grid.IsLand(to) && _grid.Touches(from, to, rows, columns);

    private readonly bool IsOpen(int rows, int columns, out int found)
    {
        (found, var end) = _grid.PatchesOf(_cell.Row + rows, _cell.Column + columns);
        return end > found && _grid.IsWhole(found) && _grid.OwnerOf(found) == _grid.OwnerOf(patch);
    }
}
