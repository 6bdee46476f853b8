namespace TaskForce.Geolocation.Positions;

/// <summary>Any number may read, or one write. Neither may be within the other.</summary>
internal sealed class ReadWriteLock : IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();

    public T Read<T>(Func<T> read)
    {
        _lock.EnterReadLock();
        try
        {
            return read();
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    public T Write<T>(Func<T> write)
    {
        _lock.EnterWriteLock();
        try
        {
            return write();
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    public Scope Writing()
    {
        _lock.EnterWriteLock();
        return new(_lock);
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Ends writing when it is disposed of.</summary>
    internal readonly ref struct Scope(ReaderWriterLockSlim held)
    {
        public void Dispose() => held.ExitWriteLock();
    }
}
