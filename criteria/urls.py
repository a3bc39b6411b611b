from criteria import plan_urls, set_urls

app_name = "criteria"
urlpatterns = [*set_urls.patterns, *plan_urls.patterns]
