-- Posts 1 KiB, about the size of a short chat.
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.body = '{"messages":[{"role":"user","content":"' .. string.rep("x", 1024 - 43) .. '"}]}'
