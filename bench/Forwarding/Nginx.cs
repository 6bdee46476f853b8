using TaskForce.OrderLatency.Peers;

namespace TaskForce.Forwarding;

/// <summary>Debian's nginx before a gRPC service: <c>grpc_pass</c>, with connections that are kept.</summary>
internal static class Nginx
{
    public static PeerServer Before(Uri service) => new("nginx", (port, directory) =>
    {
        var file = Path.Combine(directory, "nginx.conf");
        File.WriteAllText(file, $$"""
            daemon off;
            worker_processes auto;
            pid {{directory}}/nginx.pid;
            error_log {{directory}}/error.log;
            events { worker_connections 4096; }
            http {
                access_log off;
                client_body_temp_path {{directory}}/body;
                proxy_temp_path {{directory}}/proxy;
                fastcgi_temp_path {{directory}}/fastcgi;
                uwsgi_temp_path {{directory}}/uwsgi;
                scgi_temp_path {{directory}}/scgi;
                client_max_body_size 0;
                keepalive_requests 100000000;
                upstream service { server {{service.Host}}:{{service.Port}}; keepalive 64; keepalive_requests 100000000; }
                server {
                    listen 127.0.0.1:{{port}} http2;
                    http2_max_concurrent_streams 1024;
                    location / {
                        grpc_pass grpc://service;
                        grpc_read_timeout 1h;
                        grpc_send_timeout 1h;
                    }
                }
            }
            """);
        return ["-c", file, "-p", directory];
    });
}
